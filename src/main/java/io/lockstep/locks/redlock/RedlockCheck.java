package io.lockstep.locks.redlock;

import io.lockstep.operations.ServerCheck;
import io.lockstep.operations.ServerProbe;
import io.lockstep.sql.Schema;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without a quorum the service guards its rows another way, and says so. */
@Readiness
@ApplicationScoped
class RedlockCheck implements ServerCheck {
  private static final String NAME = "redlock";

  private final RedlockServers servers;
  private final Schema schema;
  private final ServerProbe probe;

  RedlockCheck(RedlockServers servers, Schema schema, ServerProbe probe) {
    this.servers = servers;
    this.schema = schema;
    this.probe = probe;
  }

  @Override
  public boolean isSetUp() {
    return !servers.all().isEmpty();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    if (!isSetUp()) {
      return Uni.createFrom().item(HealthCheckResponse.up(NAME));
    }
    return schema.isReady()
        ? probe.askDispensable(NAME, servers::ping)
        : Uni.createFrom().item(ServerProbe.starting(NAME)); // what they know is in the schema
  }
}
