package io.lockstep.status;

import io.lockstep.operations.ServerStates;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The flow of orders.
 *
 * @param at when it was read: at most a second ago
 * @param steps in the order in which an order takes them
 * @param servers as they were looked at last
 */
@RegisterForReflection
@Schema(name = "OrderFlow")
record FlowView(Instant at, List<Step> steps, List<ServerStates.Server> servers) {
  /**
   * One step.
   *
   * @param perSecond how many orders or messages a second took it in the last minute, on all
   *     instances
   * @param waiting how many are before it
   * @param oldestSeconds since when the oldest of them has been waiting; 0 where that is not known
   * @param failing dead letters of its queue: messages that cannot take it
   */
  @RegisterForReflection
  @Schema(name = "OrderFlowStep")
  record Step(
      @Schema(
              enumeration = {
                "placed",
                "payment-asked",
                "paid",
                "stock-asked",
                "confirmed",
                "cancelled",
                "published-rabbitmq",
                "published-kafka"
              })
          String name,
      double perSecond,
      long waiting,
      long oldestSeconds,
      long failing) {}
}
