package io.lockstep.inventory.stock;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * For each SKU: what is on hand came in or was adjusted and was not sold, and what is reserved is
 * held. Cost: reads receipts, adjustments, reservations and the items of orders once.
 */
@ApplicationScoped
class StockAgrees implements AuditCheck {
  private static final String DIFFERENCES =
      """
      SELECT sku, SUM(on_hand) AS on_hand, SUM(received) AS received, SUM(sold) AS sold,
             SUM(adjusted) AS adjusted, SUM(reserved) AS reserved, SUM(held) AS held
        FROM (
          SELECT sku, on_hand, reserved, 0 AS received, 0 AS adjusted, 0 AS sold, 0 AS held
            FROM stock
          UNION ALL
          SELECT sku, 0, 0, SUM(quantity), 0, 0, 0 FROM stock_receipts GROUP BY sku
          UNION ALL
          SELECT sku, 0, 0, 0, SUM(quantity), 0, 0 FROM stock_adjustments GROUP BY sku
          UNION ALL
          SELECT sku, 0, 0, 0, 0, SUM(IF(status = 'COMMITTED', quantity, 0)),
                 SUM(IF(status = 'HELD', quantity, 0))
            FROM reservations GROUP BY sku
          UNION ALL
          SELECT sku, 0, 0, 0, 0, SUM(quantity), 0 FROM allocated_items GROUP BY sku) every_side
       GROUP BY sku
      HAVING on_hand <> received + adjusted - sold OR reserved <> held
       ORDER BY sku LIMIT 3
      """;

  @Override
  public String name() {
    return "stock-agrees";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(DIFFERENCES, StockAgrees::describe)
        .flatMap(
            differences ->
                differences.isEmpty()
                    ? countCompared(tx)
                    : Uni.createFrom().item(new Result(false, String.join("; ", differences))));
  }

  private static Uni<Result> countCompared(Tx tx) {
    return tx.first("SELECT COUNT(*) AS skus FROM stock", row -> row.getLong("skus"))
        .map(
            skus ->
                new Result(
                    true, skus.orElse(0L) + " SKUs agree with receipts, adjustments and sales"));
  }

  private static String describe(Row row) {
    List<Long> numbers =
        List.of("on_hand", "received", "sold", "adjusted", "reserved", "held").stream()
            .map(row::getLong)
            .toList();
    return "%s: on hand %d, received %d, sold %d, adjusted %d, reserved %d, held %d"
        .formatted(
            row.getString("sku"),
            numbers.get(0),
            numbers.get(1),
            numbers.get(2),
            numbers.get(3),
            numbers.get(4),
            numbers.get(5));
  }
}
