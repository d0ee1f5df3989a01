package io.lockstep.catalog;

import io.lockstep.sql.EntityTransactions;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** The rows of products. */
@ApplicationScoped
class Products implements PanacheRepositoryBase<Product, String> {
  /** The product, locked until the transaction ends; null if there is none. */
  Uni<Product> lock(Mutiny.Session session, String sku) {
    return EntityTransactions.lock(
        session, Product.class, "SELECT * FROM products WHERE sku = ?", sku);
  }
}
