package io.lockstep.catalog;

import io.lockstep.http.Page;
import io.lockstep.platform.Names;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads products. */
@ApplicationScoped
class BrowsingProducts {
  private static final String SELECT = "SELECT " + ProductView.COLUMNS + " FROM products";
  private static final String BY_SKU = SELECT + " WHERE sku = ?";

  private final Transactions transactions;

  BrowsingProducts(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Optional<ProductView>> find(String sku) {
    return transactions.read(tx -> tx.first(BY_SKU, ProductView::of, sku));
  }

  /** Reads under a shared lock: waits for whoever is changing the product, and sees the change. */
  Uni<Optional<ProductView>> findShared(String sku) {
    return transactions.run(
        "product-find-shared",
        tx ->
            tx.lock(RowLock.SHARE, BY_SKU, ProductView::of, sku)
                .map(found -> found.stream().findFirst()));
  }

  /** In the order of the SKUs; all categories where {@code category} is null. */
  Uni<Page<ProductView>> list(String category, Page.Request page) {
    String after = page.afterId(Names::isValid);
    return transactions
        .read(tx -> category == null ? all(tx, after, page) : ofCategory(tx, category, after, page))
        .map(rows -> Page.of(rows, page, ProductView::sku));
  }

  private static Uni<List<ProductView>> all(Tx tx, String after, Page.Request page) {
    return tx.list(
        SELECT + " WHERE sku > ? ORDER BY sku LIMIT ?", ProductView::of, after, page.rowsToRead());
  }

  private static Uni<List<ProductView>> ofCategory(
      Tx tx, String category, String after, Page.Request page) {
    return tx.list(
        SELECT + " WHERE category = ? AND sku > ? ORDER BY sku LIMIT ?",
        ProductView::of,
        category,
        after,
        page.rowsToRead());
  }
}
