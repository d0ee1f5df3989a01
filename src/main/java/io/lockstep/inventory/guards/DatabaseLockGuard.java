package io.lockstep.inventory.guards;

import io.lockstep.locks.leases.Locks;
import jakarta.inject.Singleton;

/**
 * Decides under a lock in the lock table. Cost: three commits for each caller; where the database
 * is away there is no lock and no stock either.
 */
@Singleton
class DatabaseLockGuard extends FencedGuard {
  DatabaseLockGuard(Locks locks, FencedWrites writes) {
    super(locks.database(), writes);
  }

  @Override
  public String wireName() {
    return "database-lock";
  }
}
