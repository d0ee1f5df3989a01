package io.lockstep.catalog;

import io.lockstep.platform.Answer;
import io.lockstep.platform.IfMatch;
import io.lockstep.platform.Page;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Edits;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Puts products into the catalogue and reads them. */
@ApplicationScoped
class ListingProducts {
  private static final String ONE =
      "SELECT " + ProductView.COLUMNS + " FROM products WHERE sku = ?";

  private final Edits edits;
  private final Transactions transactions;
  private final Clock clock;

  ListingProducts(Edits edits, Transactions transactions, Clock clock) {
    this.edits = edits;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** 201 for a new product, 200 for a changed one; 412 where {@code ifMatch} does not hold. */
  Uni<Answer> put(String sku, ProductRequest request, String ifMatch) {
    return edits.run(
        "put-product",
        session ->
            session
                .find(Product.class, sku)
                .flatMap(
                    found ->
                        found == null
                            ? create(session, sku, request, ifMatch)
                            : change(session, found, request, ifMatch)));
  }

  /** Without a lock. */
  Uni<Optional<ProductView>> find(String sku) {
    return transactions.read(tx -> tx.first(ONE, ProductView::of, sku));
  }

  /** Under a shared lock: a price change that is under way is waited for. */
  Uni<Optional<ProductView>> findShared(String sku) {
    return transactions.run(
        "read-product-shared",
        tx ->
            tx.lock(RowLock.SHARE, ONE, ProductView::of, sku)
                .map(found -> found.stream().findFirst()));
  }

  /** In the order of their SKUs; all categories where {@code category} is null. */
  Uni<Page<ProductView>> list(String category, Page.Request page) {
    return transactions
        .read(tx -> rows(tx, category, page))
        .map(rows -> Page.of(rows, page, ProductView::sku));
  }

  private static Uni<List<ProductView>> rows(Tx tx, String category, Page.Request page) {
    String after = page.after() == null ? "" : page.after();
    return category == null
        ? tx.list(
            "SELECT " + ProductView.COLUMNS + " FROM products WHERE sku > ? ORDER BY sku LIMIT ?",
            ProductView::of,
            after,
            page.rowsToRead())
        : tx.list(
            "SELECT "
                + ProductView.COLUMNS
                + " FROM products WHERE category = ? AND sku > ? ORDER BY sku LIMIT ?",
            ProductView::of,
            category,
            after,
            page.rowsToRead());
  }

  private Uni<Answer> create(
      Mutiny.Session session, String sku, ProductRequest request, String ifMatch) {
    if (ifMatch != null) {
      throw Problem.preconditionFailed();
    }
    Product product = Product.list(sku, request, clock.instant());
    return session.persist(product).chain(session::flush).replaceWith(() -> answer(true, product));
  }

  private Uni<Answer> change(
      Mutiny.Session session, Product product, ProductRequest request, String ifMatch) {
    IfMatch.check(ifMatch, ProductView.of(product).version());
    product.change(request, clock.instant());
    return session.flush().replaceWith(() -> answer(false, product));
  }

  private static Answer answer(boolean created, Product product) {
    ProductView view = ProductView.of(product);
    return Answer.put(created, view).versioned(view.version());
  }
}
