package io.lockstep.payments.orders;

import io.lockstep.messaging.consumer.MessageConsumer;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.payments.Charge;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    List<Payment> wanted = byOrder.values().stream().map(this::wanted).toList();
    return payments
        .insertOrFind(tx, wanted)
        .flatMap(
            known ->
                chargeNew(tx, without(wanted, known))
                    .flatMap(made -> answer(tx, byOrder, known.values(), made)));
  }

  private static OrderEvent.Created created(Received<OrderEvent> received) {
    if (received.event() instanceof OrderEvent.Created created) {
      return created;
    }
    throw new IllegalStateException("payments does not wait for " + received.event().type());
  }

  /** The payment as it is to be: of the ledger's, most are not declined. */
  private Payment wanted(Received<OrderEvent> received) {
    OrderEvent.Created order = created(received);
    return providers.isEmbedded() || order.data().amount() == 0
        ? Payment.ofLedger(order.orderId(), ids.next(), chargeFor(order), null)
        : Payment.requested(
            order.orderId(),
            ids.next(),
            chargeFor(order),
            providers.chosen(),
            received.traceparent());
  }

  private static List<Payment> without(List<Payment> wanted, Map<UUID, Payment> known) {
    return wanted.stream().filter(payment -> !known.containsKey(payment.orderId())).toList();
  }

  /**
   * Moves the money by the ledger, or writes down that the provider is to be asked for it.
   *
   * @return the payments that the ledger has decided
   */
  private Uni<List<Payment>> chargeNew(Tx tx, List<Payment> inserted) {
    List<Payment> byLedger = inserted.stream().filter(each -> !each.isOutside()).toList();
    return outside
        .request(tx, inserted.stream().filter(Payment::isOutside).toList())
        .chain(() -> ledger.charge(tx, byLedger.stream().map(Payment::charge).toList()))
        .map(declines -> decided(byLedger, declines))
        .call(decided -> payments.markDeclined(tx, declined(decided)));
  }

  private static List<Payment> decided(List<Payment> made, List<Optional<String>> declines) {
    return IntStream.range(0, made.size())
        .mapToObj(i -> declines.get(i).map(made.get(i)::declined).orElse(made.get(i)))
        .toList();
  }

  private static Map<UUID, String> declined(List<Payment> decided) {
    return decided.stream()
        .filter(payment -> payment.status() == PaymentStatus.DECLINED)
        .collect(Collectors.toMap(Payment::orderId, Payment::reason));
  }

  private static Charge chargeFor(OrderEvent.Created created) {
    OrderEvent.Data order = created.data();
    return new Charge(order.userId(), new Money(order.amount(), order.currency()));
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
