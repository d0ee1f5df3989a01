package io.lockstep.catalog;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Changes the price of one product: reads it under a shared lock and upgrades to an exclusive one.
 * Two callers at once hold the shared lock both and wait for each other; the database breaks that
 * deadlock, the one that is rolled back starts again, and both changes are in the price. Who starts
 * again takes the exclusive lock at once, so that many callers do not meet again and again. Cost:
 * up to one retry for each caller; taking the exclusive lock the first time would cost none.
 */
@ApplicationScoped
class ChangingPrice {
  private static final String BY_SKU =
      "SELECT " + ProductView.COLUMNS + " FROM products WHERE sku = ?";

  private final RecordedTransactions transactions;
  private final Clock clock;

  ChangingPrice(RecordedTransactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  Uni<Answer> change(Act act, String sku, PriceChange change, Preconditions preconditions) {
    return transactions.run(
        act,
        "product-price",
        tx ->
            tx.lock(lockOf(tx), BY_SKU, ProductView::of, sku)
                .flatMap(found -> changeIfThere(tx, found, change, preconditions)));
  }

  private static RowLock lockOf(Tx tx) {
    return tx.isRetry() ? RowLock.UPDATE : RowLock.SHARE;
  }

  private Uni<Answer> changeIfThere(
      Tx tx, List<ProductView> found, PriceChange change, Preconditions preconditions) {
    if (found.isEmpty()) {
      return Uni.createFrom().item(Answer.refused(Problem.notFound("The product")));
    }
    ProductView product = found.get(0);
    preconditions.check(product.version());
    long price = product.unitPrice().amount();
    Optional<Answer> refusal = change.refusalFor(price);
    return refusal.isPresent()
        ? Uni.createFrom().item(refusal.get())
        : update(tx, product.sku(), change.applyTo(price).longValueExact());
  }

  private Uni<Answer> update(Tx tx, String sku, long price) {
    return tx.update(
            "UPDATE products SET price = ?, version = version + 1, updated_at = ? WHERE sku = ?",
            price,
            Time.toColumn(clock.instant()),
            sku)
        .chain(() -> tx.first(BY_SKU, ProductView::of, sku))
        .map(Optional::orElseThrow)
        .map(product -> Answer.ok(product).versioned(product.version()));
  }
}
