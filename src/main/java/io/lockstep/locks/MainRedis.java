package io.lockstep.locks;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;

/** The link to the application's own Redis, which keeps locks, semaphores and their numbers. */
@ApplicationScoped
class MainRedis {
  private final RedisLink link;

  MainRedis(Redis client, Vertx vertx, LocksConfig config) {
    this.link =
        new RedisLink(
            vertx,
            client.getDelegate(),
            "quarkus.redis.hosts",
            config.redisTimeout(),
            session -> Uni.createFrom().voidItem());
  }

  RedisLink link() {
    return link;
  }
}
