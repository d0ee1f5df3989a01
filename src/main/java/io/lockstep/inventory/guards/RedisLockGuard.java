package io.lockstep.inventory.guards;

import io.lockstep.locks.leases.Locks;
import jakarta.inject.Singleton;

/**
 * Decides under a lock in Redis. Cost: two round trips to Redis and a commit for each caller;
 * callers of one SKU queue in front of Redis, and not in the database.
 */
@Singleton
class RedisLockGuard extends FencedGuard {
  RedisLockGuard(Locks locks, FencedWrites writes) {
    super(locks.redis(), writes);
  }

  @Override
  public String wireName() {
    return "redis-lock";
  }
}
