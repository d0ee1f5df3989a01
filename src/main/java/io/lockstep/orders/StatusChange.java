package io.lockstep.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** What a server-sent event says of an order. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record StatusChange(UUID orderId, OrderStatus status, String reason, Instant at, long version) {
  static StatusChange of(UUID id, HistoryEntry entry) {
    return new StatusChange(id, entry.status(), entry.reason(), entry.at(), entry.version());
  }
}
