package io.lockstep.payments.webhooks;

import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.spi.Notification;
import io.lockstep.platform.CodePoints;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;

/** The rows of what providers have told, each once: the inbox of the webhooks. */
@ApplicationScoped
class Notifications {
  private static final Duration CLEANUP = Duration.ofMinutes(10);
  private static final int BATCH = 1000;
  private static final int LONGEST_TYPE = 64;

  private final Transactions transactions;
  private final PaymentsConfig config;

  Notifications(Transactions transactions, PaymentsConfig config) {
    this.transactions = transactions;
    this.config = config;
  }

  void start(@Observes StartupEvent event, Sweep.Factory sweeps) {
    sweeps.every("payment-notifications-cleanup", CLEANUP, BATCH, this::forgetSome);
  }

  /** Notes a notification; answers whether it is seen for the first time. */
  Uni<Boolean> note(Tx tx, String provider, Notification notification) {
    UUID paymentId = notification.payment() == null ? null : notification.payment().paymentId();
    return tx.update(
            """
            INSERT IGNORE INTO payment_notifications
                   (provider, id, type, payment_id, outcome, received_at)
            VALUES (?, ?, ?, ?, 'RECEIVED', UTC_TIMESTAMP(6))
            """,
            provider,
            notification.id(),
            CodePoints.first(LONGEST_TYPE, notification.type()),
            paymentId == null ? null : paymentId.toString())
        .map(noted -> noted == 1);
  }

  /** Notes what became of one. */
  Uni<Void> noteOutcome(Tx tx, String provider, Notification notification, String outcome) {
    return tx.update(
            "UPDATE payment_notifications SET outcome = ? WHERE provider = ? AND id = ?",
            outcome,
            provider,
            notification.id())
        .replaceWithVoid();
  }

  private Uni<Integer> forgetSome() {
    return transactions.run(
        "payment-notifications-cleanup",
        tx ->
            tx.update(
                """
                DELETE FROM payment_notifications
                 WHERE received_at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND
                 ORDER BY received_at LIMIT ?
                """,
                config.notificationRetention().toNanos() / 1000,
                BATCH));
  }
}
