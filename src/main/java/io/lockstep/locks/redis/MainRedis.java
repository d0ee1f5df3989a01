package io.lockstep.locks.redis;

import io.lockstep.locks.LocksConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;

/** The link to the application's own Redis, which keeps locks, semaphores and their numbers. */
@ApplicationScoped
public class MainRedis {
  private final RedisLink link;

  public MainRedis(Redis client, Vertx vertx, LocksConfig config) {
    this.link =
        new RedisLink(
            vertx,
            client.getDelegate(),
            "quarkus.redis.hosts",
            config.redisTimeout(),
            session -> Uni.createFrom().voidItem());
  }

  public RedisLink link() {
    return link;
  }
}
