package io.lockstep.logins.sessions;

import io.lockstep.sql.Transactions;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Deletes the sessions that have ended; until then they are worth nothing all the same. */
@ApplicationScoped
class SessionsCleanup {
  private static final int BATCH = 1000;

  private final Transactions transactions;
  private final SessionsConfig config;
  private final Sweep.Factory sweeps;

  SessionsCleanup(Transactions transactions, SessionsConfig config, Sweep.Factory sweeps) {
    this.transactions = transactions;
    this.config = config;
    this.sweeps = sweeps;
  }

  void start(@Observes StartupEvent event) {
    sweeps.every("sessions-cleanup", config.cleanup(), BATCH, this::forgetSome);
  }

  Uni<Integer> forgetSome() {
    return transactions.run(
        "sessions-cleanup",
        tx ->
            tx.update(
                """
                DELETE FROM console_sessions WHERE expires_at < UTC_TIMESTAMP(6)
                 ORDER BY expires_at LIMIT ?
                """,
                BATCH));
  }
}
