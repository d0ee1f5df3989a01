package io.lockstep.orders.placing;

import io.lockstep.auditlog.Act;
import io.lockstep.catalog.PriceList;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedRequest;
import io.lockstep.idempotency.Replays;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.Order;
import io.lockstep.orders.OrderChange;
import io.lockstep.orders.OrderRepository;
import io.lockstep.orders.RecentOrders;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.orders.reading.OrderView;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.lockstep.users.Directory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Takes orders. Many callers' orders are committed together: the idempotency keys, the orders,
 * their items and history, the messages that say so, the stored answers and the audit log are one
 * transaction of about nine statements, however many orders it carries. External ids and payment
 * methods take one more each, where there are any.
 */
@ApplicationScoped
class PlacingOrder {
  private static final int LANES = 2;

  private final GroupCommit<KeyedRequest<Placement>, Placed> group;
  private final Idempotency idempotency;
  private final PriceList prices;
  private final Directory users;
  private final DecidingOrders deciding;
  private final ExternalIds externalIds;
  private final PaymentMethods paymentMethods;
  private final OrderRepository orders;
  private final RecentOrders recent;
  private final Outbox outbox;
  private final OrderFlowMessages messages;

  PlacingOrder(
      GroupCommits groups,
      Idempotency idempotency,
      PriceList prices,
      Directory users,
      DecidingOrders deciding,
      ExternalIds externalIds,
      PaymentMethods paymentMethods,
      OrderRepository orders,
      RecentOrders recent,
      Outbox outbox,
      OrderFlowMessages messages) {
    this.group =
        groups
            .<KeyedRequest<Placement>, Placed>group("place-order", this::placeAll)
            .lanes(LANES)
            .build();
    this.idempotency = idempotency;
    this.prices = prices;
    this.users = users;
    this.deciding = deciding;
    this.externalIds = externalIds;
    this.paymentMethods = paymentMethods;
    this.orders = orders;
    this.recent = recent;
    this.outbox = outbox;
    this.messages = messages;
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
                    .map(existing -> deciding.decide(placements, known, existing)))
        .flatMap(decided -> externalIds.claim(tx, decided))
        .call(placed -> writeAll(tx, changes(placements, placed)))
        .call(placed -> paymentMethods.insert(tx, placements, placed));
  }

  private static List<OrderChange> changes(List<Placement> placements, List<Placed> placed) {
    return IntStream.range(0, placed.size())
        .boxed()
        .flatMap(
            i ->
                placed.get(i).order().stream()
                    .map(order -> order.placed().by(placements.get(i).act().knownActor())))
        .toList();
  }

  private Uni<Void> writeAll(Tx tx, List<OrderChange> taken) {
    List<OutgoingMessage> created =
        taken.stream()
            .flatMap(
                change ->
                    change.events().stream()
                        .map(event -> messages.of(event, change.next().traceparent())))
            .toList();
    tx.afterCommit(() -> recent.committed(taken));
    return orders.insert(tx, taken).chain(() -> outbox.append(tx, created));
  }

  /**
   * One order to be placed.
   *
   * @param act who asks for it
   */
  record Placement(PlaceOrder request, Act act) {}

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
