package io.lockstep.messaging.consumer;

import io.lockstep.messaging.MessagingConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Removes from the inbox what is older than {@code lockstep.messaging.inbox-retention}, a thousand
 * rows in each short transaction. Every instance does it; they find each other's work done.
 */
@ApplicationScoped
class InboxCleanup {
  private static final int BATCH = 1000;

  private final Transactions transactions;
  private final MessagingConfig config;
  private final Sweep.Factory sweeps;

  InboxCleanup(Transactions transactions, MessagingConfig config, Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("inbox-cleanup", config.inboxCleanup(), BATCH, this::forgetSome);
  }

  Uni<Integer> forgetSome() {
    return transactions.run(
        "inbox-cleanup",
        tx ->
            tx.update(
                """
                DELETE FROM inbox
                 WHERE received_at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND
                 ORDER BY received_at LIMIT ?
                """,
                config.inboxRetention().toNanos() / 1000,
                BATCH));
  }
}
