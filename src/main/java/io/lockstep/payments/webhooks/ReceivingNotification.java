package io.lockstep.payments.webhooks;

import io.lockstep.payments.protocol.Differences;
import io.lockstep.payments.protocol.Differences.Difference;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.platform.CodePoints;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Takes a notification of a provider, in one transaction with its effect: any order, any number of
 * times. One about no payment of ours is kept and changes nothing.
 */
@ApplicationScoped
class ReceivingNotification {
  private static final Logger LOG = Logger.getLogger(ReceivingNotification.class);

  private final Transactions transactions;
  private final Notifications notifications;
  private final OutsidePayments payments;
  private final Differences differences;

  ReceivingNotification(
      Transactions transactions,
      Notifications notifications,
      OutsidePayments payments,
      Differences differences) {
    this.transactions = transactions;
    this.notifications = notifications;
    this.payments = payments;
    this.differences = differences;
  }

  Uni<Void> receive(String provider, Notification notification) {
    return transactions.run(
        "payment-webhook",
        tx ->
            notifications
                .note(tx, provider, notification)
                .flatMap(
                    isFirst ->
                        isFirst ? apply(tx, provider, notification) : Uni.createFrom().voidItem()));
  }

  private Uni<Void> apply(Tx tx, String provider, Notification notification) {
    ProviderPayment payment = notification.payment();
    if (payment == null || payment.paymentId() == null) {
      LOG.debugf(
          "%s has told %s, which is about no payment of ours", provider, notification.type());
      return notifications.noteOutcome(tx, provider, notification, "IGNORED");
    }
    return orderOf(tx, provider, payment.paymentId())
        .flatMap(
            order ->
                order.isPresent()
                    ? payments.tell(tx, order.get(), payment).map(Enum::name)
                    : unknown(tx, provider, payment))
        .flatMap(outcome -> notifications.noteOutcome(tx, provider, notification, outcome));
  }

  private static Uni<Optional<UUID>> orderOf(Tx tx, String provider, UUID paymentId) {
    return tx.first(
        "SELECT order_id FROM payments WHERE payment_id = ? AND provider = ?",
        row -> UUID.fromString(row.getString("order_id")),
        paymentId.toString(),
        provider);
  }

  private Uni<String> unknown(Tx tx, String provider, ProviderPayment payment) {
    return differences
        .add(
            tx,
            List.of(
                new Difference(
                    provider,
                    payment.paymentId().toString(),
                    "missing-here",
                    null,
                    CodePoints.first(64, payment.state() + " " + payment.reference()))))
        .replaceWith("NOT_OURS");
  }
}
