package io.lockstep.returns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.orders.changing.OrderReturns;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.types.BuiltInWorkflow;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The type {@code order-return}, with the data {@code {orderId}}. People do {@code authorise} and
 * {@code receive}; then {@code restock} and {@code refund} happen together, in one transaction with
 * the order, which is CANCELLED with the reason {@code returned} from then on.
 */
@ApplicationScoped
class OrderReturn implements BuiltInWorkflow {
  private final OrderReturns orders;
  private final ObjectMapper json;

  OrderReturn(OrderReturns orders, ObjectMapper json) {
    this.orders = orders;
    this.json = json;
  }

  @Override
  public String type() {
    return "order-return";
  }

  @Override
  public Set<String> ownSteps() {
    return Set.of("restock", "refund");
  }

  @Override
  public Uni<Optional<Problem>> check(Tx tx, String data) {
    Optional<UUID> order = orderId(data);
    return order.isEmpty()
        ? Uni.createFrom().item(Optional.of(noOrder()))
        : orders
            .isReturnable(tx, order.get())
            .map(returnable -> returnable ? Optional.empty() : Optional.of(notReturnable()));
  }

  @Override
  public Uni<Optional<String>> perform(Tx tx, Run run) {
    return orders
        .takeBack(tx, orderId(run.data()).orElseThrow())
        .map(taken -> taken ? Optional.empty() : Optional.of("order-not-returnable"));
  }

  private Optional<UUID> orderId(String data) {
    try {
      JsonNode id = data == null ? null : json.readTree(data).get("orderId");
      return id != null && Ids.isWellFormed(id.textValue())
          ? Optional.of(UUID.fromString(id.textValue()))
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private static Problem noOrder() {
    return Problem.of(ProblemType.ORDER_NOT_RETURNABLE, "data must have the orderId of an order");
  }

  private static Problem notReturnable() {
    return Problem.of(ProblemType.ORDER_NOT_RETURNABLE, "Only a confirmed order can be returned");
  }
}
