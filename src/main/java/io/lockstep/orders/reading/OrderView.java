package io.lockstep.orders.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderStatus;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.platform.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An order as callers see it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Order")
public record OrderView(
    UUID id,
    String userId,
    OrderStatus status,
    List<OrderItem> items,
    Money total,
    @Schema(nullable = true) String reason,
    @Schema(nullable = true) String externalId,
    Map<String, String> metadata,
    Instant createdAt,
    Instant updatedAt,
    long version,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<OrderHistoryEntry> history) {

  public static OrderView of(Order order) {
    return of(order, null);
  }

  public static OrderView of(Order order, List<OrderHistoryEntry> history) {
    return new OrderView(
        order.id(),
        order.userId(),
        order.status(),
        order.items(),
        order.total(),
        order.reason(),
        order.externalId(),
        order.metadata(),
        order.createdAt(),
        order.updatedAt(),
        order.version(),
        history);
  }
}
