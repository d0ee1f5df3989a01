package io.lockstep.orders.placing;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.orders.ExternalId;
import io.lockstep.orders.Order;
import io.lockstep.orders.placing.PlacingOrder.Placed;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The table {@code order_external_ids}: whoever inserts the row of an external id has it. Whoever
 * comes at the same time waits for that row until it is committed or rolled back. Rows are inserted
 * in ascending order, before any other row that two transactions could want.
 *
 * <p>Cost: one statement for any number of orders with external ids, one more if some are taken.
 */
@ApplicationScoped
class ExternalIds {
  private static final Table<Claim> IDS =
      Table.of(
          "order_external_ids",
          Column.text("user_id", 64, claim -> claim.name().userId()),
          Column.text("external_key", 71, claim -> claim.name().key()));
  private static final TableRows<Claim> CLAIMED =
      IDS.rows(claim -> claim, Column.id("order_id", Claim::orderId));

  /** Answers the same, but refused where the external id is that of another order already. */
  Uni<List<Placed>> claim(Tx tx, List<Placed> decided) {
    Map<Name, Claim> firsts = new LinkedHashMap<>();
    decided.stream()
        .flatMap(each -> Claim.of(each).stream())
        .forEach(claim -> firsts.putIfAbsent(claim.name(), claim));
    return firsts.isEmpty()
        ? Uni.createFrom().item(decided)
        : claimAll(tx, firsts.values())
            .map(owners -> decided.stream().map(each -> refuseIfTaken(each, owners)).toList());
  }

  /** The order that has each of the names from now on. */
  private static Uni<Map<Name, UUID>> claimAll(Tx tx, Collection<Claim> claims) {
    return CLAIMED
        .insertIgnore(tx, claims)
        .flatMap(
            inserted ->
                inserted == claims.size()
                    ? Uni.createFrom().item(List.copyOf(claims))
                    : IDS.read(tx, "user_id, external_key, order_id", claims, Claim::of))
        .map(owned -> owned.stream().collect(Collectors.toMap(Claim::name, Claim::orderId)));
  }

  private static Placed refuseIfTaken(Placed placed, Map<Name, UUID> owners) {
    return Claim.of(placed)
        .map(claim -> owners.get(claim.name()))
        .filter(owner -> !owner.equals(placed.order().orElseThrow().id()))
        .map(ExternalIds::taken)
        .orElse(placed);
  }

  private static Placed taken(UUID by) {
    return Placed.refused(
        Problem.of(ProblemType.EXTERNAL_ID_TAKEN, "Another order of the user has this external id")
            .with("orderId", by.toString()));
  }

  /** An external id as it is compared. */
  private record Name(String userId, String key) {}

  /** That an order is to have an external id, or has it. */
  private record Claim(Name name, UUID orderId) {
    static Optional<Claim> of(Placed placed) {
      return placed
          .order()
          .filter(order -> order.externalId() != null)
          .map(order -> new Claim(nameOf(order), order.id()));
    }

    static Claim of(Row row) {
      return new Claim(
          new Name(row.getString("user_id"), row.getString("external_key")),
          UUID.fromString(row.getString("order_id")));
    }

    private static Name nameOf(Order order) {
      return new Name(order.userId(), ExternalId.keyOf(order.externalId()));
    }
  }
}
