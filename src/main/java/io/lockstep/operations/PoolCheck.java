package io.lockstep.operations;

import io.lockstep.sql.pool.PoolWatch;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A pool that gives nothing back does not heal by itself: the process is to be started anew. */
@Liveness
@ApplicationScoped
class PoolCheck implements HealthCheck {
  private final PoolWatch pool;

  PoolCheck(PoolWatch pool) {
    this.pool = pool;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("connection-pool").status(!pool.isStalled()).build();
  }
}
