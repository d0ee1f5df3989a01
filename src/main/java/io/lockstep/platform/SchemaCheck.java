package io.lockstep.platform;

import io.lockstep.sql.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The service has started once its tables are there. */
@Startup
@Readiness
@ApplicationScoped
class SchemaCheck implements HealthCheck {
  private final Schema schema;

  SchemaCheck(Schema schema) {
    this.schema = schema;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("schema").status(schema.isReady()).build();
  }
}
