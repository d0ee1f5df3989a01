package io.lockstep.operations;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Redis is for speed: without it the service goes on, slower, and says so. */
@Readiness
@ApplicationScoped
class RedisCheck implements ServerCheck {
  private final ReactiveRedisDataSource redis;
  private final ServerProbe probe;

  RedisCheck(ReactiveRedisDataSource redis, ServerProbe probe) {
    this.redis = redis;
    this.probe = probe;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return probe.askDispensable("redis", () -> redis.execute("PING"));
  }
}
