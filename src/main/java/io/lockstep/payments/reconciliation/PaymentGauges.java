package io.lockstep.payments.reconciliation;

import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Sweep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;

/** What there is to look after of payments, as metrics. Nothing is read where none is outside. */
@ApplicationScoped
class PaymentGauges {
  private final Transactions transactions;
  private final Providers providers;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong differences = new AtomicLong();

  PaymentGauges(Transactions transactions, Providers providers, MeterRegistry metrics) {
    this.transactions = transactions;
    this.providers = providers;
    Gauge.builder("lockstep.payments.steps.open", waiting, AtomicLong::get)
        .description("Steps of payments that a provider has not done yet")
        .strongReference(true)
        .register(metrics);
    Gauge.builder("lockstep.payments.differences", differences, AtomicLong::get)
        .description("Differences between the books of the providers and ours")
        .strongReference(true)
        .register(metrics);
  }

  void start(@Observes StartupEvent event, Sweep.Factory sweeps, PaymentsConfig config) {
    sweeps.every(
        "payment-gauges",
        config.sweepEvery(),
        Integer.MAX_VALUE,
        () -> providers.areInUse() ? transactions.read(this::read) : Uni.createFrom().item(0));
  }

  private Uni<Integer> read(Tx tx) {
    return tx.first(
            """
            SELECT (SELECT COUNT(*) FROM payment_steps WHERE next_at IS NOT NULL) AS waiting,
                   (SELECT COUNT(*) FROM payment_differences WHERE closed_at IS NULL) AS differing
            """,
            row -> {
              waiting.set(row.getLong("waiting"));
              differences.set(row.getLong("differing"));
              return 1;
            })
        .map(found -> found.orElse(0));
  }
}
