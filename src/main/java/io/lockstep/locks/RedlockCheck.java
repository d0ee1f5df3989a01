package io.lockstep.locks;

import io.lockstep.platform.ServerProbe;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without a quorum the service guards its rows another way, and says so. */
@Readiness
@ApplicationScoped
class RedlockCheck implements AsyncHealthCheck {
  private static final String NAME = "redlock";

  private final RedlockServers servers;
  private final ServerProbe probe;

  RedlockCheck(RedlockServers servers, ServerProbe probe) {
    this.servers = servers;
    this.probe = probe;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return servers.all().isEmpty()
        ? Uni.createFrom().item(HealthCheckResponse.up(NAME))
        : probe.askDispensable(NAME, servers::ping);
  }
}
