package io.lockstep.catalog;

import io.lockstep.platform.Sweep;
import io.lockstep.platform.Time;
import io.lockstep.sql.JsonRows;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

/**
 * Carries out price adjustments, a batch in one short transaction. The adjustment's own row says
 * how far it has come and changes together with the prices, so that after a crash whoever goes on
 * adjusts each product exactly once. The row is claimed with SKIP LOCKED: several instances work on
 * different adjustments, and none waits for another.
 *
 * <p>A product whose price would exceed 15 digits by now is left as it is and not counted.
 */
@ApplicationScoped
class AdjustingPrices {
  private final Transactions transactions;
  private final Sweep.Factory sweeps;
  private final CatalogConfig config;
  private final Clock clock;

  AdjustingPrices(
      Transactions transactions, Sweep.Factory sweeps, CatalogConfig config, Clock clock) {
    this.transactions = transactions;
    this.sweeps = sweeps;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("price-adjustments", config.adjustmentPoll(), 1, this::adjustBatch);
  }

  /** Does one batch of one adjustment; answers how many batches it did, none or one. */
  Uni<Integer> adjustBatch() {
    return transactions.run(
        "price-adjustment",
        tx ->
            claim(tx)
                .flatMap(
                    claimed ->
                        claimed.isEmpty()
                            ? Uni.createFrom().item(0)
                            : adjust(tx, claimed.get(0)).replaceWith(1)));
  }

  private static Uni<List<PriceAdjustment>> claim(Tx tx) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT "
            + PriceAdjustment.COLUMNS
            + " FROM price_adjustments WHERE status = 'RUNNING' ORDER BY id LIMIT 1",
        PriceAdjustment::of);
  }

  private Uni<Void> adjust(Tx tx, PriceAdjustment adjustment) {
    return lockProducts(tx, adjustment)
        .flatMap(
            products ->
                writePrices(tx, adjustment, products)
                    .flatMap(adjusted -> progress(tx, adjustment, products, adjusted)))
        .replaceWithVoid();
  }

  private static Uni<List<Priced>> lockProducts(Tx tx, PriceAdjustment adjustment) {
    return tx.lock(
        RowLock.UPDATE,
        """
        SELECT sku, price FROM products FORCE INDEX (by_category)
         WHERE category = ? AND sku > ? AND created_at <= ? ORDER BY sku LIMIT ?""",
        Priced::of,
        adjustment.category(),
        adjustment.lastSku(),
        adjustment.createdAt(),
        adjustment.batchSize());
  }

  private Uni<Integer> writePrices(Tx tx, PriceAdjustment adjustment, List<Priced> products) {
    PriceChange change = PriceChange.byPercent(adjustment.percent());
    List<Priced> adjusted =
        products.stream()
            .filter(product -> !PriceChange.isTooLarge(change.applyTo(product.price())))
            .map(product -> product.at(change.applyTo(product.price())))
            .toList();
    return adjusted.isEmpty()
        ? Uni.createFrom().item(0)
        : tx.update(
                """
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                    sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.s',
                    price BIGINT PATH '$.p')) j
                  STRAIGHT_JOIN products p FORCE INDEX (PRIMARY) ON p.sku = j.sku
                   SET p.price = j.price, p.version = p.version + 1, p.updated_at = ?
                """,
                JsonRows.of(adjusted, Priced::row),
                Time.toColumn(clock.instant()))
            .replaceWith(adjusted.size());
  }

  /** A batch that is not full was the last. */
  private static Uni<Integer> progress(
      Tx tx, PriceAdjustment adjustment, List<Priced> products, int adjusted) {
    boolean isLast = products.size() < adjustment.batchSize();
    String lastSku =
        products.isEmpty() ? adjustment.lastSku() : products.get(products.size() - 1).sku();
    return tx.update(
        "UPDATE price_adjustments SET adjusted = adjusted + ?, last_sku = ?, status = ? WHERE id = ?",
        adjusted,
        lastSku,
        isLast ? "COMPLETED" : "RUNNING",
        adjustment.id());
  }

  private record Priced(String sku, long price) {
    static Priced of(Row row) {
      return new Priced(row.getString("sku"), row.getLong("price"));
    }

    Priced at(BigDecimal newPrice) {
      return new Priced(sku, newPrice.longValueExact());
    }

    JsonObject row() {
      return new JsonObject().put("s", sku).put("p", price);
    }
  }
}
