package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.sql.JsonRows;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The catalogue's prices. */
@ApplicationScoped
public class PriceList {
  /** Prices of these SKUs; those that are not in the catalogue are missing. */
  public Uni<Map<String, Money>> pricesOf(Tx tx, Collection<String> skus) {
    return tx.list(
            "SELECT p.sku, p.price, p.currency FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
                + " STRAIGHT_JOIN products p FORCE INDEX (PRIMARY) ON p.sku = j.sku",
            row ->
                Map.entry(
                    row.getString("sku"),
                    new Money(row.getLong("price"), row.getString("currency"))),
            JsonRows.ofValues(skus))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Whether the catalogue has this SKU. */
  public Uni<Boolean> knows(Tx tx, String sku) {
    return tx.first("SELECT sku FROM products WHERE sku = ?", row -> row.getString("sku"), sku)
        .map(Optional::isPresent);
  }
}
