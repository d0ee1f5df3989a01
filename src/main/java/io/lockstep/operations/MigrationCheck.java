package io.lockstep.operations;

import io.lockstep.sql.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** The service has started once the schema is migrated. */
@Startup
@ApplicationScoped
class MigrationCheck implements HealthCheck {
  private final Schema schema;

  MigrationCheck(Schema schema) {
    this.schema = schema;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("migration").status(schema.isReady()).build();
  }
}
