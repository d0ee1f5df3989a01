package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A product as callers see it. */
@RegisterForReflection
@Schema(name = "Product")
record ProductView(
    String sku,
    String name,
    String category,
    Money unitPrice,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  static final String COLUMNS =
      "sku, name, category, price, currency, created_at, updated_at, version";

  static ProductView of(Row row) {
    return new ProductView(
        row.getString("sku"),
        row.getString("name"),
        row.getString("category"),
        new Money(row.getLong("price"), row.getString("currency")),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")),
        row.getLong("version"));
  }
}
