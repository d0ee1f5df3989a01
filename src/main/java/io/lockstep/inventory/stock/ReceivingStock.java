package io.lockstep.inventory.stock;

import io.lockstep.catalog.PriceList;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.platform.Ids;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Takes items in, and keeps a receipt that the audit adds up. */
@ApplicationScoped
class ReceivingStock {
  /** The largest stock of a SKU: 15 digits. */
  static final long LARGEST = 999_999_999_999_999L;

  private final Idempotency idempotency;
  private final StockRows stock;
  private final PriceList products;
  private final Ids ids;

  ReceivingStock(Idempotency idempotency, StockRows stock, PriceList products, Ids ids) {
    this.idempotency = idempotency;
    this.stock = stock;
    this.products = products;
    this.ids = ids;
  }

  /**
   * Adds {@code quantity} units of a product; one that never came in gets its row.
   *
   * @param preconditions about its stock
   */
  Uni<Answer> receive(KeyedAct act, String sku, long quantity, Preconditions preconditions) {
    return idempotency.once(
        act,
        TxOptions.of("stock-receipt"),
        tx ->
            products
                .knows(tx, sku)
                .flatMap(
                    known ->
                        known
                            ? receive(tx, act, sku, quantity, preconditions)
                            : Uni.createFrom().item(Answer.refused(unknown()))));
  }

  private Uni<Answer> receive(
      Tx tx, KeyedAct act, String sku, long quantity, Preconditions preconditions) {
    return stock
        .lock(tx, RowLock.UPDATE, List.of(sku))
        .map(locked -> locked.level(sku).orElse(StockLevel.none(sku)))
        .invoke(level -> level.check(preconditions))
        .flatMap(
            level ->
                level.onHand() + quantity > LARGEST
                    ? Uni.createFrom().item(Answer.refused(tooMuch()))
                    : add(tx, act, sku, quantity));
  }

  private Uni<Answer> add(Tx tx, KeyedAct act, String sku, long quantity) {
    return stock
        .receive(tx, sku, quantity)
        .chain(() -> stock.find(tx, sku))
        .map(Optional::orElseThrow)
        .call(level -> keepReceipt(tx, act, level, quantity))
        .map(level -> Answer.ok(level).versioned(level.version()));
  }

  private Uni<Integer> keepReceipt(Tx tx, KeyedAct act, StockLevel after, long quantity) {
    return tx.update(
        "INSERT INTO stock_receipts (id, sku, quantity, created_at, actor, available_after)"
            + " VALUES (?, ?, ?, UTC_TIMESTAMP(6), ?, ?)",
        ids.next().toString(),
        after.sku(),
        quantity,
        act.actor(),
        after.available());
  }

  private static Problem unknown() {
    return Problem.notFound("The SKU");
  }

  static Problem tooMuch() {
    return Problem.of(ProblemType.STOCK_TOO_LARGE, "The stock of a SKU must fit in 15 digits");
  }
}
