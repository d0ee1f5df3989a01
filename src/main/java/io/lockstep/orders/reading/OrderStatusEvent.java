package io.lockstep.orders.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a server-sent event says of an order. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record OrderStatusEvent(
    UUID orderId,
    OrderStatus status,
    @Schema(nullable = true) String reason,
    Instant at,
    long version) {
  static OrderStatusEvent of(UUID id, OrderHistoryEntry entry) {
    return new OrderStatusEvent(id, entry.status(), entry.reason(), entry.at(), entry.version());
  }
}
