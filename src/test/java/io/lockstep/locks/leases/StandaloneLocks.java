package io.lockstep.locks.leases;

import io.lockstep.locks.LocksConfig;
import io.lockstep.locks.fencing.FenceTokens;
import io.lockstep.locks.fencing.RedisTokenBlocks;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.locks.redis.Wakeups;
import io.lockstep.locks.redlock.RedlockServers;
import io.lockstep.sql.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** Locks without the application around them, for measurements. */
public final class StandaloneLocks {
  private StandaloneLocks() {}

  /** All backends; the settings are those of the environment. */
  public static Locks connect(
      Vertx vertx, io.vertx.redis.client.Redis client, Transactions transactions) {
    LocksConfig config = config();
    Redis mutiny = Redis.newInstance(client);
    MainRedis redis = new MainRedis(mutiny, vertx, config);
    FenceTokens fences = new FenceTokens(transactions, config);
    Wakeups wakeups = new Wakeups(mutiny, redis, vertx);
    wakeups.start(null);
    return new Locks(
        redis,
        new RedisTokenBlocks(redis, fences, config),
        new RedlockServers(vertx, config, transactions),
        fences,
        new LockTable(transactions),
        wakeups,
        config,
        vertx,
        new SimpleMeterRegistry());
  }

  private static LocksConfig config() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultSources()
        .withMapping(LocksConfig.class)
        .build()
        .getConfigMapping(LocksConfig.class);
  }
}
