package io.lockstep.orders.placing;

import io.lockstep.orders.placing.PlacingOrder.Placed;
import io.lockstep.orders.placing.PlacingOrder.Placement;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The table {@code order_payment_methods}: tokens of the payment provider, kept for it alone. They
 * are in no order, no event, no answer and no log.
 *
 * <p>Cost: one statement for any number of orders that have one, none where none has.
 */
@ApplicationScoped
public class PaymentMethods {
  /** Most characters of a token. */
  static final int LONGEST = 255;

  private static final Table<UUID> METHODS = Table.byId("order_payment_methods", "order_id");
  private static final TableRows<Token> TOKENS =
      METHODS.rows(
          Token::orderId, Column.of("token", "VARCHAR(255) CHARACTER SET utf8mb4", Token::value));

  /** Keeps those of the placements that became orders, each in the place of its placement. */
  Uni<Void> insert(Tx tx, List<Placement> placements, List<Placed> placed) {
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      String token = placements.get(i).request().paymentMethod();
      if (token != null) {
        placed.get(i).order().ifPresent(order -> tokens.add(new Token(order.id(), token)));
      }
    }
    return TOKENS.insert(tx, tokens).replaceWithVoid();
  }

  /** The tokens of those of these orders that have one, for who asks their provider. */
  public Uni<Map<UUID, String>> ofOrders(Tx tx, Collection<UUID> orderIds) {
    return METHODS
        .read(
            tx,
            "order_id, token",
            orderIds,
            row -> Map.entry(UUID.fromString(row.getString("order_id")), row.getString("token")))
        .map(
            found ->
                found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private record Token(UUID orderId, String value) {
    @Override
    public String toString() {
      return "Token[orderId=" + orderId + "]";
    }
  }
}
