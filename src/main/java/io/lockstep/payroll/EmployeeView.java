package io.lockstep.payroll;

import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An employee as callers see one. */
@RegisterForReflection
@Schema(name = "Employee")
record EmployeeView(
    String id,
    String name,
    String department,
    Money salary,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  static final String COLUMNS =
      "id, name, department, salary, currency, created_at, updated_at, version";

  static EmployeeView of(Row row) {
    return new EmployeeView(
        row.getString("id"),
        row.getString("name"),
        row.getString("department"),
        new Money(row.getLong("salary"), row.getString("currency")),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")),
        row.getLong("version"));
  }
}
