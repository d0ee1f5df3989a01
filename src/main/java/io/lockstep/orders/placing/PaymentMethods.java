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
import java.util.List;
import java.util.UUID;

/**
 * The table {@code order_payment_methods}: tokens of the payment provider, kept for it alone. They
 * are in no order, no event, no answer and no log.
 *
 * <p>Cost: one statement for any number of orders that have one, none where none has.
 */
@ApplicationScoped
class PaymentMethods {
  /** Most characters of a token. */
  static final int LONGEST = 255;

  private static final TableRows<Token> TOKENS =
      Table.byId("order_payment_methods", "order_id")
          .rows(
              Token::orderId,
              Column.of("token", "VARCHAR(255) CHARACTER SET utf8mb4", Token::value));

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

  private record Token(UUID orderId, String value) {
    @Override
    public String toString() {
      return "Token[orderId=" + orderId + "]";
    }
  }
}
