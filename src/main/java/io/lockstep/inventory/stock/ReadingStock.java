package io.lockstep.inventory.stock;

import io.lockstep.catalog.PriceList;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers how much there is of a SKU. */
@ApplicationScoped
class ReadingStock {
  private final Transactions transactions;
  private final StockRows stock;
  private final PriceList products;

  ReadingStock(Transactions transactions, StockRows stock, PriceList products) {
    this.transactions = transactions;
    this.stock = stock;
    this.products = products;
  }

  /** The level of a SKU; empty if neither the stock nor the catalogue knows it. */
  Uni<Optional<StockLevel>> level(String sku) {
    return transactions.read(
        tx ->
            stock
                .find(tx, sku)
                .flatMap(
                    found ->
                        found.isPresent()
                            ? Uni.createFrom().item(found)
                            : levelOfProduct(tx, sku)));
  }

  private Uni<Optional<StockLevel>> levelOfProduct(Tx tx, String sku) {
    return products
        .knows(tx, sku)
        .map(known -> known ? Optional.of(StockLevel.none(sku)) : Optional.empty());
  }
}
