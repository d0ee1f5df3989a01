package io.lockstep.payments;

import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.payments.Payment.Status;
import io.lockstep.payments.PaymentGateway.Charge;
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
 * Charges orders as they are created, many in one transaction. An order is charged once however
 * often it asks, under whatever message id: its payment has the order's id as its key, and one that
 * exists is only answered again.
 */
@ApplicationScoped
class ChargingOrders {
  private final MessageConsumer<OrderEvent> consumer;
  private final PaymentGateway gateway;
  private final Payments payments;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final Ids ids;
  private final Clock clock;

  ChargingOrders(
      MessageConsumer.Factory consumers,
      PaymentGateway gateway,
      Payments payments,
      Outbox outbox,
      OrderFlowMessages messages,
      Ids ids,
      Clock clock) {
    this.consumer = consumers.consumer("payments.orders", OrderEvent.TYPES, this::charge);
    this.gateway = gateway;
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

  private Uni<List<Payment>> chargeNew(Tx tx, Collection<Received<OrderEvent>> fresh) {
    List<OrderEvent.Created> orders = fresh.stream().map(ChargingOrders::created).toList();
    return gateway
        .charge(tx, orders.stream().map(ChargingOrders::chargeFor).toList())
        .map(declines -> paymentsFor(orders, declines))
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
      Optional<String> declined = declines.get(i);
      made.add(
          new Payment(
              order.orderId(),
              ids.next(),
              chargeFor(order),
              declined.isEmpty() ? Status.COMPLETED : Status.FAILED,
              declined.orElse(null)));
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
