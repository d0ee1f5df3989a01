package io.lockstep.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * How far a price adjustment has come.
 *
 * @param status {@code RUNNING} or {@code COMPLETED}
 * @param total how many products the category had when it was asked for
 * @param adjusted how many have their new price
 */
@RegisterForReflection
record PriceAdjustmentView(String status, long total, long adjusted) {
  static PriceAdjustmentView of(Row row) {
    return new PriceAdjustmentView(
        row.getString("status"), row.getLong("total"), row.getLong("adjusted"));
  }
}
