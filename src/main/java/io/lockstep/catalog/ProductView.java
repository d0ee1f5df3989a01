package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/** A product as callers see it. */
@RegisterForReflection
record ProductView(
    String sku,
    String name,
    String category,
    Money unitPrice,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  static final String COLUMNS =
      "sku, name, category, price, currency, version, created_at, updated_at";

  static ProductView of(Product product) {
    return new ProductView(
        product.sku,
        product.name,
        product.category,
        new Money(product.price, product.currency),
        Time.fromColumn(product.createdAt),
        Time.fromColumn(product.updatedAt),
        product.version + 1); // Hibernate counts from 0, callers from 1
  }

  static ProductView of(Row row) {
    return new ProductView(
        row.getString("sku"),
        row.getString("name"),
        row.getString("category"),
        new Money(row.getLong("price"), row.getString("currency")),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")),
        row.getLong("version") + 1);
  }
}
