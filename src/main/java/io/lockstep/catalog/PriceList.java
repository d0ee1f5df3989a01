package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Table;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Knows which products there are and what they cost now. Plain reads, which lock nothing. */
@ApplicationScoped
public class PriceList {
  private static final Table<String> PRODUCTS = Table.byText("products", "sku", 64);

  /** The price of each of the SKUs that there is: one statement for any number. */
  public Uni<Map<String, Money>> pricesOf(Tx tx, Collection<String> skus) {
    return PRODUCTS
        .read(
            tx,
            "sku, price, currency",
            skus,
            row ->
                Map.entry(
                    row.getString("sku"),
                    new Money(row.getLong("price"), row.getString("currency"))))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Whether there is such a product. */
  public Uni<Boolean> knows(Tx tx, String sku) {
    return tx.first("SELECT sku FROM products WHERE sku = ?", row -> row.getString("sku"), sku)
        .map(Optional::isPresent);
  }
}
