package io.lockstep.idempotency;

import io.lockstep.sql.Transactions;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Removes answers that are older than {@code lockstep.idempotency.retention}, a thousand in each
 * short transaction. Every instance does it; they find each other's work done.
 */
@ApplicationScoped
class IdempotencyKeyCleanup {
  private static final int BATCH = 1000;

  private final Transactions transactions;
  private final IdempotencyConfig config;
  private final Sweep.Factory sweeps;

  IdempotencyKeyCleanup(Transactions transactions, IdempotencyConfig config, Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("idempotency-cleanup", config.cleanup(), BATCH, this::forgetSome);
  }

  /** A key whose request is still running, however long it takes, stays. */
  Uni<Integer> forgetSome() {
    return transactions.run(
        "idempotency-cleanup",
        tx ->
            tx.update(
                """
                DELETE FROM idempotency_keys
                 WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND
                   AND (running_until IS NULL OR running_until < UTC_TIMESTAMP(6))
                 ORDER BY created_at LIMIT ?
                """,
                config.retention().toNanos() / 1000,
                BATCH));
  }
}
