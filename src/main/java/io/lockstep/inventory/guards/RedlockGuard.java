package io.lockstep.inventory.guards;

import io.lockstep.locks.leases.Locks;
import jakarta.inject.Singleton;

/**
 * Decides under a lock that a quorum of Redis servers voted for. Cost: two commits for each caller,
 * one of them for the number, and two rounds of votes.
 */
@Singleton
class RedlockGuard extends FencedGuard {
  RedlockGuard(Locks locks, FencedWrites writes) {
    super(locks.redlock(), writes);
  }

  @Override
  public String wireName() {
    return "redlock";
  }
}
