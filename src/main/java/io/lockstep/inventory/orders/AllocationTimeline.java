package io.lockstep.inventory.orders;

import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the allocation of an order tells: the command, what it brought, the release, and the
 * messages that were written to the outbox with them.
 */
@ApplicationScoped
class AllocationTimeline implements TimelineSource {
  private final OrderAllocations allocations;

  AllocationTimeline(OrderAllocations allocations) {
    this.allocations = allocations;
  }

  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return allocations
        .past(tx, orderId.toString())
        .map(found -> found.map(past -> entries(past, traceId)).orElse(List.of()));
  }

  private static List<TimelineEntry> entries(OrderAllocations.Past past, String traceId) {
    List<TimelineEntry> entries = new ArrayList<>();
    past.decision().ifPresent(decision -> entries.addAll(decided(past.at(), decision, traceId)));
    past.releasedAt()
        .ifPresent(
            at -> {
              entries.add(stock(at, "released", traceId));
              entries.add(TimelineEntry.sent(at, InventoryEvent.Released.TYPE, traceId));
            });
    return entries;
  }

  private static List<TimelineEntry> decided(
      Instant at, AllocationStatus decision, String traceId) {
    boolean allocated = decision == AllocationStatus.ALLOCATED;
    return List.of(
        TimelineEntry.received(at, InventoryEvent.Reserve.TYPE, traceId),
        stock(at, allocated ? "allocated" : "rejected", traceId),
        TimelineEntry.sent(
            at, allocated ? InventoryEvent.Reserved.TYPE : InventoryEvent.Rejected.TYPE, traceId));
  }

  private static TimelineEntry stock(Instant at, String what, String traceId) {
    return TimelineEntry.of(at, Kind.STOCK, what, null, traceId);
  }
}
