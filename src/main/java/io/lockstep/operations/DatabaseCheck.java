package io.lockstep.operations;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Nothing can be served without the database. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements ServerCheck {
  private final Transactions transactions;
  private final ServerProbe probe;

  DatabaseCheck(Transactions transactions, ServerProbe probe) {
    this.transactions = transactions;
    this.probe = probe;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return probe.ask("database", transactions::ping);
  }
}
