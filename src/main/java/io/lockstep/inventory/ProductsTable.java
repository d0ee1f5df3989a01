package io.lockstep.inventory;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Stands in for {@code catalog.PriceList} until that module is here; nothing else reads its table.
 */
@ApplicationScoped
class ProductsTable implements KnownProducts {
  @Override
  public Uni<Boolean> knows(Tx tx, String sku) {
    return tx.first("SELECT sku FROM products WHERE sku = ?", row -> row.getString("sku"), sku)
        .map(found -> found.isPresent());
  }
}
