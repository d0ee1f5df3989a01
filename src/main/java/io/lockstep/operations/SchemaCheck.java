package io.lockstep.operations;

import io.lockstep.sql.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Nothing can be served without the tables. */
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
