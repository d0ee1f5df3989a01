package io.lockstep.messaging.deadletters.handling;

import io.lockstep.messaging.MessagingConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Forgets what became of dead letters after {@code lockstep.messaging.outcome-retention}, a
 * thousand rows in each short transaction. Every instance does it; they find each other's work
 * done.
 */
@ApplicationScoped
class OutcomeCleanup {
  private static final int BATCH = 1000;
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Transactions transactions;
  private final MessagingConfig config;
  private final Sweep.Factory sweeps;

  OutcomeCleanup(Transactions transactions, MessagingConfig config, Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("outcome-cleanup", EVERY, BATCH, this::forgetSome);
  }

  Uni<Integer> forgetSome() {
    return transactions.run(
        "outcome-cleanup",
        tx ->
            tx.update(
                """
                DELETE FROM dead_letter_outcomes
                 WHERE at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND
                 ORDER BY at LIMIT ?
                """,
                config.outcomeRetention().toNanos() / 1000,
                BATCH));
  }
}
