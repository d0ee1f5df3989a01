package io.lockstep.payments.ledger;

import io.lockstep.payments.PaymentsConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.Due;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.Sweep;
import io.lockstep.sweeps.SweptItems;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tries refunds again that were refused, until the money has gone back. Several instances share the
 * work: rows that one has locked the others skip.
 */
@ApplicationScoped
class RetryingRefunds implements SweptItems<Refund> {
  private static final String USE_CASE = "refunds";
  private static final int QUIET_TURNS = 5;

  private final Transactions transactions;
  private final Refunds refunds;
  private final RefundAttempts making;
  private final PaymentsConfig config;
  private final Sweep.Factory sweeps;
  private final ItemSweep due;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicInteger turns = new AtomicInteger();

  RetryingRefunds(
      Transactions transactions,
      Refunds refunds,
      RefundAttempts making,
      PaymentsConfig config,
      Sweep.Factory sweeps,
      ItemSweep.Factory items,
      MeterRegistry metrics) {
    this.transactions = transactions;
    this.refunds = refunds;
    this.making = making;
    this.config = config;
    this.sweeps = sweeps;
    this.due = items.of(USE_CASE, config.sweepBatch(), this);
    Gauge.builder("lockstep.payments.refunds.pending", pending, AtomicLong::get)
        .description("Refunds that cannot be made now")
        .strongReference(true)
        .register(metrics);
  }

  void start(@Observes StartupEvent event) {
    sweeps.every(USE_CASE, config.sweepEvery(), config.sweepBatch(), this::sweepIfAny);
  }

  /** While none is known to be pending, others' are looked for now and then. */
  private Uni<Integer> sweepIfAny() {
    return pending.get() > 0 || refunds.wasPostponed() || turns.incrementAndGet() % QUIET_TURNS == 0
        ? sweep()
        : Uni.createFrom().item(0);
  }

  /** Tries those that are due; answers how many. */
  Uni<Integer> sweep() {
    return transactions
        .read(refunds::count)
        .invoke(pending::set)
        .flatMap(count -> count == 0 ? Uni.createFrom().item(0) : due.run());
  }

  @Override
  public Uni<List<String>> due(Tx tx, Due which) {
    return refunds.dueIds(tx, which);
  }

  @Override
  public Uni<List<Refund>> lock(Tx tx, Due which) {
    return refunds.lockDue(tx, which);
  }

  @Override
  public Uni<Void> apply(Tx tx, List<Refund> locked) {
    return making.make(tx, locked);
  }
}
