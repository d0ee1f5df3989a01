package io.lockstep.inventory.stock;

import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says how much there is to be had now. Plain reads, which lock and promise nothing. */
@ApplicationScoped
public class AvailableStock {
  /** The units that are on hand and not reserved: one statement for any number of SKUs. */
  public Uni<Map<String, Long>> of(Tx tx, Collection<String> skus) {
    return tx.list(
            """
            SELECT s.sku, s.on_hand - s.reserved AS available
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN stock s FORCE INDEX (PRIMARY) ON s.sku = j.sku
            """,
            row -> Map.entry(row.getString("sku"), row.getLong("available")),
            JsonRows.ofValues(Set.copyOf(skus)))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
