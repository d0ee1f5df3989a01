package io.lockstep.orders.timeline;

import io.lockstep.http.TraceParent;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderRepository;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks each module for its part of an order's past: one statement or two for each of them, by
 * primary key. An order has about twenty entries, and at most 500 notes more.
 *
 * <p>Times are those of the clocks that wrote them, of the database and of the instances: entries
 * of two modules are in their true order as far as these clocks agree.
 */
@ApplicationScoped
class ReadingTimeline {
  private final Transactions transactions;
  private final OrderRepository orders;
  private final List<TimelineSource> sources;

  ReadingTimeline(
      Transactions transactions, OrderRepository orders, @Any Instance<TimelineSource> sources) {
    this.transactions = transactions;
    this.orders = orders;
    this.sources = sources.stream().toList();
  }

  /** The entries, oldest first; empty if there is no such order. */
  Uni<Optional<List<TimelineEntry>>> of(UUID orderId) {
    return transactions.read(
        tx ->
            orders
                .find(tx, orderId)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : collect(tx, found.get()).map(Optional::of)));
  }

  private Uni<List<TimelineEntry>> collect(Tx tx, Order order) {
    String traceId = TraceParent.traceIdOf(TraceParent.orNull(order.traceparent()));
    return Multi.createFrom()
        .iterable(sources)
        .onItem()
        .transformToMultiAndConcatenate(
            source ->
                source
                    .entriesOf(tx, order.id(), traceId)
                    .onItem()
                    .transformToMulti(entries -> Multi.createFrom().iterable(entries)))
        .collect()
        .asList()
        .map(all -> all.stream().sorted(Comparator.comparing(TimelineEntry::at)).toList());
  }
}
