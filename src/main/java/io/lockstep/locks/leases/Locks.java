package io.lockstep.locks.leases;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.fencing.FenceTokens;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.redlock.RedlockServers;
import io.lockstep.locks.redlock.RedlockStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lock backends. What they guarantee and cost is told at {@link RedisStore}, {@link
 * RedlockStore} and {@link TableStore}, and in {@code docs/locks.md}.
 */
@ApplicationScoped
public class Locks {
  private final LockBackend redis;
  private final LockBackend redlock;
  private final LockBackend database;

  Locks(
      MainRedis mainRedis,
      RedisTokenBlocks numbers,
      RedlockServers servers,
      FenceTokens fences,
      LockTable table,
      Wakeups wakeups,
      LocksConfig config,
      Vertx vertx,
      MeterRegistry metrics) {
    this.redis =
        new LockBackend(
            new RedisStore(mainRedis.link(), numbers, config), config, wakeups, vertx, metrics);
    this.redlock =
        new LockBackend(
            new RedlockStore(servers, fences, numbers, wakeups, config),
            config,
            wakeups,
            vertx,
            metrics);
    this.database =
        new LockBackend(new TableStore(table, numbers, wakeups), config, wakeups, vertx, metrics);
  }

  /** In the application's Redis. */
  public LockBackend redis() {
    return redis;
  }

  /** By vote of several Redis servers. */
  public LockBackend redlock() {
    return redlock;
  }

  /** In the database. */
  public LockBackend database() {
    return database;
  }

  /** The backend of this wire name: {@code redis}, {@code redlock} or {@code database}. */
  public Optional<LockBackend> named(String name) {
    return all().filter(backend -> backend.wireName().equals(name)).findFirst();
  }

  /** The wire names. */
  public List<String> names() {
    return all().map(LockBackend::wireName).toList();
  }

  private Stream<LockBackend> all() {
    return Stream.of(redis, redlock, database);
  }
}
