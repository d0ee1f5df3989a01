package io.lockstep.catalog;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Takes wishes to adjust the prices of a category, and says how far they have come. */
@ApplicationScoped
class RequestingAdjustment {
  private final Transactions transactions;
  private final Ids ids;
  private final Clock clock;

  RequestingAdjustment(Transactions transactions, Ids ids, Clock clock) {
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  /** Takes the wish in the caller's transaction, unless a price would leave its range. */
  Uni<Answer> request(Tx tx, String category, BigDecimal percent, int batchSize) {
    return tx.first(
            """
            SELECT COUNT(*) AS total, COALESCE(MAX(price), 0) AS highest
              FROM products FORCE INDEX (by_category) WHERE category = ?
            """,
            Extent::of,
            category)
        .map(Optional::orElseThrow)
        .flatMap(
            extent ->
                refusal(percent, extent)
                    .map(refused -> Uni.createFrom().item(refused))
                    .orElseGet(() -> insert(tx, category, percent, batchSize, extent.total())));
  }

  Uni<Optional<PriceAdjustmentView>> find(String id) {
    return transactions.read(
        tx ->
            tx.first(
                "SELECT status, total, adjusted FROM price_adjustments WHERE id = ?",
                PriceAdjustmentView::of,
                id));
  }

  /** Taking more than all is wrong whatever the prices are. */
  private static Optional<Answer> refusal(BigDecimal percent, Extent extent) {
    PriceChange change = PriceChange.byPercent(percent);
    return Refusals.of(change.applyTo(100)).or(() -> Refusals.of(change.applyTo(extent.highest())));
  }

  private Uni<Answer> insert(
      Tx tx, String category, BigDecimal percent, int batchSize, long total) {
    String id = ids.next().toString();
    return tx.update(
            """
            INSERT INTO price_adjustments
              (id, category, percent, batch_size, status, total, adjusted, last_sku, created_at)
            VALUES (?, ?, ?, ?, 'RUNNING', ?, 0, '', ?)
            """,
            id,
            category,
            percent,
            batchSize,
            total,
            Time.toColumn(clock.instant()))
        .replaceWith(
            () -> Answer.accepted(Map.of("id", id)).with("Location", "/price-adjustments/" + id));
  }

  private record Extent(long total, long highest) {
    static Extent of(Row row) {
      return new Extent(row.getLong("total"), row.getLong("highest"));
    }
  }
}
