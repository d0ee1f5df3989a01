package io.lockstep.orders.placing;

import io.lockstep.catalog.PriceList;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedRequest;
import io.lockstep.idempotency.Replays;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.orders.events.OrderItem;
import io.lockstep.orders.reading.OrderView;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.lockstep.users.Directory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Takes orders. Many callers' orders are committed together: the idempotency keys, the orders,
 * their history, the messages that say so and the stored answers are one transaction of about seven
 * statements, however many orders it carries.
 */
@ApplicationScoped
class PlacingOrder {
  private static final int LANES = 2;

  private final GroupCommit<KeyedRequest<Placement>, Placed> group;
  private final Idempotency idempotency;
  private final PriceList prices;
  private final Directory users;
  private final OrderRepository orders;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final Ids ids;
  private final Clock clock;

  PlacingOrder(
      GroupCommits groups,
      Idempotency idempotency,
      PriceList prices,
      Directory users,
      OrderRepository orders,
      Outbox outbox,
      OrderFlowMessages messages,
      Ids ids,
      Clock clock) {
    this.group =
        groups
            .<KeyedRequest<Placement>, Placed>group("place-order", this::placeAll)
            .lanes(LANES)
            .build();
    this.idempotency = idempotency;
    this.prices = prices;
    this.users = users;
    this.orders = orders;
    this.outbox = outbox;
    this.messages = messages;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Takes one order.
   *
   * @return the answer and, where this call made it, the order; fails with {@link
   *     io.lockstep.sql.Overloaded} when too many wait
   */
  Uni<Placed> place(KeyedRequest<Placement> request) {
    return group.submit(request);
  }

  private Uni<List<Placed>> placeAll(Tx tx, List<KeyedRequest<Placement>> requests) {
    return idempotency.each(tx, requests, Placed.REPLAYS, fresh -> placeFresh(tx, fresh));
  }

  private Uni<List<Placed>> placeFresh(Tx tx, List<Placement> placements) {
    return prices
        .pricesOf(
            tx, placements.stream().flatMap(each -> each.request().skus()).distinct().toList())
        .flatMap(
            known ->
                users
                    .existing(tx, placements.stream().map(each -> each.request().userId()).toList())
                    .map(existing -> decideAll(placements, known, existing)))
        .call(placed -> writeAll(tx, placed));
  }

  private List<Placed> decideAll(
      List<Placement> placements, Map<String, Money> known, Set<String> existing) {
    return placements.stream().map(each -> decide(each, known, existing)).toList();
  }

  private Placed decide(Placement placement, Map<String, Money> known, Set<String> existing) {
    PlaceOrder request = placement.request();
    if (!existing.contains(request.userId())) {
      return Placed.refused(
          Problem.of(ProblemType.UNKNOWN_USER, "The user does not exist")
              .with("userId", request.userId()));
    }
    Optional<String> unknown = request.skus().filter(sku -> !known.containsKey(sku)).findFirst();
    if (unknown.isPresent()) {
      return Placed.refused(
          Problem.of(ProblemType.UNKNOWN_SKU, "The SKU is not in the catalogue")
              .with("sku", unknown.get()));
    }
    List<OrderItem> items =
        request.items().stream()
            .map(item -> new OrderItem(item.sku(), item.quantity(), known.get(item.sku())))
            .toList();
    return total(items)
        .map(total -> place(placement, items, total))
        .orElseGet(() -> Placed.refused(noTotal(items)));
  }

  private Placed place(Placement placement, List<OrderItem> items, Money total) {
    UUID id = ids.next();
    Instant now = clock.instant();
    return Placed.now(
        Order.place(id, placement.request().userId(), items, total, placement.traceparent(), now));
  }

  /** The sum; empty where the items have several currencies or the sum exceeds 15 digits. */
  private static Optional<Money> total(List<OrderItem> items) {
    try {
      return items.stream()
          .map(item -> item.unitPrice().times(item.quantity()))
          .reduce(Money::plus);
    } catch (IllegalArgumentException notOneSum) {
      return Optional.empty();
    }
  }

  private static Problem noTotal(List<OrderItem> items) {
    boolean mixed = items.stream().map(item -> item.unitPrice().currency()).distinct().count() > 1;
    return mixed
        ? Problem.of(ProblemType.MIXED_CURRENCIES, "All items of an order have one currency")
        : Problem.of(ProblemType.TOTAL_TOO_LARGE, "The total must fit in 15 digits");
  }

  private Uni<Void> writeAll(Tx tx, List<Placed> placed) {
    List<Order> taken = placed.stream().flatMap(each -> each.order().stream()).toList();
    List<OutgoingMessage> created =
        taken.stream()
            .map(order -> messages.of(order.created(order.createdAt()), order.traceparent()))
            .toList();
    return orders.insert(tx, taken).chain(() -> outbox.append(tx, created));
  }

  /**
   * One order to be placed.
   *
   * @param traceparent the trace context, or null
   */
  record Placement(PlaceOrder request, String traceparent) {}

  /**
   * What became of a placement.
   *
   * @param order the order, where this call made one
   */
  record Placed(Answer answer, Optional<Order> order) {
    static final Replays<Placed> REPLAYS =
        new Replays<>() {
          @Override
          public Answer answer(Placed outcome) {
            return outcome.answer();
          }

          @Override
          public Placed replayed(Answer stored) {
            return new Placed(stored, Optional.empty());
          }
        };

    static Placed now(Order order) {
      return new Placed(answerOf(order), Optional.of(order));
    }

    static Placed refused(Problem problem) {
      return new Placed(Answer.refused(problem), Optional.empty());
    }

    static Answer answerOf(Order order) {
      return Answer.created("/orders/" + order.id(), OrderView.of(order))
          .versioned(order.version());
    }
  }
}
