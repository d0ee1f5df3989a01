package io.lockstep.catalog;

import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * A price adjustment that is under way.
 *
 * @param lastSku up to where it has come
 * @param createdAt products that are newer are none of its business
 */
record PriceAdjustment(
    String id,
    String category,
    BigDecimal percent,
    int batchSize,
    String lastSku,
    LocalDateTime createdAt) {
  static final String COLUMNS = "id, category, percent, batch_size, last_sku, created_at";

  static PriceAdjustment of(Row row) {
    return new PriceAdjustment(
        row.getString("id"),
        row.getString("category"),
        row.getBigDecimal("percent"),
        row.getInteger("batch_size"),
        row.getString("last_sku"),
        row.getLocalDateTime("created_at"));
  }
}
