package io.lockstep.catalog;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.platform.Money;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Creates or changes a product. Of callers that create the same one at the same time one does, and
 * the others change it.
 */
@ApplicationScoped
class SavingProduct {
  private final RecordedTransactions transactions;
  private final Products products;
  private final Clock clock;

  SavingProduct(RecordedTransactions transactions, Products products, Clock clock) {
    this.transactions = transactions;
    this.products = products;
    this.clock = clock;
  }

  Uni<Answer> save(Act act, String sku, Description description, Preconditions preconditions) {
    return transactions.edit(
        act,
        "product-save",
        session ->
            products
                .lock(session, sku)
                .flatMap(
                    found ->
                        found == null
                            ? create(session, sku, description, preconditions)
                            : change(session, found, description, preconditions)));
  }

  private Uni<Answer> create(
      Mutiny.Session session, String sku, Description description, Preconditions preconditions) {
    preconditions.checkMissing();
    Product product = new Product(sku, clock.instant());
    describe(product, description);
    return session
        .persist(product)
        .chain(session::flush)
        .map(done -> Answer.put(true, product.view()).versioned(product.version()));
  }

  private Uni<Answer> change(
      Mutiny.Session session,
      Product product,
      Description description,
      Preconditions preconditions) {
    preconditions.check(product.version());
    describe(product, description);
    return session
        .flush()
        .map(done -> Answer.put(false, product.view()).versioned(product.version()));
  }

  private void describe(Product product, Description description) {
    product.describe(
        description.name(), description.category(), description.unitPrice(), clock.instant());
  }

  /** What a product is. */
  record Description(String name, String category, Money unitPrice) {}
}
