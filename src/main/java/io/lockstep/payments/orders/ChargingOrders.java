package io.lockstep.payments.orders;

import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.payments.Charge;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payments;
import io.lockstep.payments.ledger.LedgerGateway;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Charges orders as they are created, many in one transaction, or writes down that an outside
 * provider is to be asked. An order is charged once however often it asks, under whatever message
 * id: its payment has the order's id as its key, and one that exists is only answered again.
 */
@ApplicationScoped
class ChargingOrders {
  private final MessageConsumer<OrderEvent> consumer;
  private final LedgerGateway ledger;
  private final OutsidePayments outside;
  private final Providers providers;
  private final Payments payments;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final Ids ids;
  private final Clock clock;

  ChargingOrders(
      MessageConsumer.Factory consumers,
      LedgerGateway ledger,
      OutsidePayments outside,
      Providers providers,
      Payments payments,
      Outbox outbox,
      OrderFlowMessages messages,
      Ids ids,
      Clock clock) {
    this.consumer = consumers.consumer("payments.orders", OrderEvent.TYPES, this::charge);
    this.ledger = ledger;
    this.outside = outside;
    this.providers = providers;
    this.payments = payments;
    this.outbox = outbox;
    this.messages = messages;
    this.ids = ids;
    this.clock = clock;
  }

  @Incoming("payments-orders")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> created(Message<byte[]> message) {
    return consumer.accept(message);
  }

  private Uni<Void> charge(Tx tx, List<Received<OrderEvent>> asked) {
    Map<UUID, Received<OrderEvent>> byOrder = new LinkedHashMap<>();
    asked.forEach(received -> byOrder.put(created(received).orderId(), received));
    return payments
        .lock(tx, byOrder.keySet())
        .flatMap(
            known ->
                chargeNew(tx, without(byOrder, known).values())
                    .flatMap(made -> answer(tx, byOrder, known.values(), made)));
  }

  private static OrderEvent.Created created(Received<OrderEvent> received) {
    if (received.event() instanceof OrderEvent.Created created) {
      return created;
    }
    throw new IllegalStateException("payments does not wait for " + received.event().type());
  }

  private static Map<UUID, Received<OrderEvent>> without(
      Map<UUID, Received<OrderEvent>> byOrder, Map<UUID, Payment> known) {
    Map<UUID, Received<OrderEvent>> fresh = new LinkedHashMap<>(byOrder);
    fresh.keySet().removeAll(known.keySet());
    return fresh;
  }

  /** Moves the money by the ledger, or writes down that the provider is to be asked for it. */
  private Uni<List<Payment>> chargeNew(Tx tx, Collection<Received<OrderEvent>> fresh) {
    List<OrderEvent.Created> byLedger = new ArrayList<>();
    List<Payment> requested = new ArrayList<>();
    for (Received<OrderEvent> received : fresh) {
      OrderEvent.Created order = created(received);
      if (providers.isEmbedded() || order.data().amount() == 0) {
        byLedger.add(order);
      } else {
        requested.add(
            Payment.requested(
                order.orderId(),
                ids.next(),
                chargeFor(order),
                providers.chosen(),
                received.traceparent()));
      }
    }
    return outside
        .request(tx, requested)
        .chain(() -> ledger.charge(tx, byLedger.stream().map(ChargingOrders::chargeFor).toList()))
        .map(declines -> paymentsFor(byLedger, declines))
        .call(made -> payments.insert(tx, made));
  }

  private static Charge chargeFor(OrderEvent.Created created) {
    OrderEvent.Data order = created.data();
    return new Charge(order.userId(), new Money(order.amount(), order.currency()));
  }

  private List<Payment> paymentsFor(
      List<OrderEvent.Created> orders, List<Optional<String>> declines) {
    List<Payment> made = new ArrayList<>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      OrderEvent.Created order = orders.get(i);
      made.add(
          Payment.ofLedger(
              order.orderId(), ids.next(), chargeFor(order), declines.get(i).orElse(null)));
    }
    return made;
  }

  private Uni<Void> answer(
      Tx tx,
      Map<UUID, Received<OrderEvent>> asked,
      Collection<Payment> known,
      Collection<Payment> made) {
    Instant now = clock.instant();
    Stream<OutgoingMessage> again =
        known.stream()
            .filter(Payment::isAnswerable)
            .map(payment -> messages.again(payment.answer(now), traceparent(asked, payment)));
    Stream<OutgoingMessage> first =
        made.stream()
            .filter(Payment::isAnswerable)
            .map(payment -> messages.of(payment.answer(now), traceparent(asked, payment)));
    return outbox.append(tx, Stream.concat(again, first).toList());
  }

  private static String traceparent(Map<UUID, Received<OrderEvent>> asked, Payment payment) {
    return asked.get(payment.orderId()).traceparent();
  }
}
