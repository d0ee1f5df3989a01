package io.lockstep.inventory.stock;

import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Table;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Says how much there is to be had now. Plain reads, which lock and promise nothing. */
@ApplicationScoped
public class AvailableStock {
  private static final Table<String> STOCK = Table.byText("stock", "sku", 64);

  /** The units that are on hand and not reserved: one statement for any number of SKUs. */
  public Uni<Map<String, Long>> of(Tx tx, Collection<String> skus) {
    return STOCK
        .read(
            tx,
            "sku, on_hand - reserved AS available",
            skus,
            row -> Map.entry(row.getString("sku"), row.getLong("available")))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
