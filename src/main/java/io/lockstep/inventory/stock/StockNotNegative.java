package io.lockstep.inventory.stock;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * No SKU has less than nothing on hand, reserved or available. Cost: reads the stock table once.
 */
@ApplicationScoped
class StockNotNegative implements AuditCheck {
  @Override
  public String name() {
    return "stock-not-negative";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT sku FROM stock
             WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
             ORDER BY sku LIMIT 3
            """,
            row -> row.getString("sku"))
        .map(
            below ->
                below.isEmpty()
                    ? new Result(true, "no SKU is below zero")
                    : new Result(false, "below zero: " + String.join(", ", below)));
  }
}
