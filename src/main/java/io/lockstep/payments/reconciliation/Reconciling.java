package io.lockstep.payments.reconciliation;

import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.sql.Transactions;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Compares our payments of the last {@code lockstep.payments.reconcile-window} with the provider's,
 * every {@code reconcile-every} on one of the instances. What the provider is sure of and we have
 * missed is applied; what cannot be so explained is kept as a difference until it is gone.
 *
 * <p>Cost: one call of the provider for a page of payments; remembers the ids of the window's
 * payments in memory, about 100 bytes each.
 */
@ApplicationScoped
class Reconciling {
  private static final Logger LOG = Logger.getLogger(Reconciling.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final Providers providers;
  private final ComparingBooks comparing;
  private final PaymentsConfig config;
  private final Clock clock;

  Reconciling(
      Transactions transactions,
      Providers providers,
      ComparingBooks comparing,
      PaymentsConfig config,
      Clock clock) {
    this.transactions = transactions;
    this.providers = providers;
    this.comparing = comparing;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event, Sweep.Factory sweeps) {
    sweeps.every("payment-reconciliation", LOOK, Integer.MAX_VALUE, this::runIfDue);
  }

  private Uni<Integer> runIfDue() {
    Uni<Integer> count = Uni.createFrom().item(0);
    for (PaymentProvider provider : providers.configured()) {
      count =
          count.flatMap(
              before ->
                  isMyTurn(provider.name())
                      .flatMap(
                          mine -> mine ? run(provider).replaceWith(before + 1) : same(before)));
    }
    return count;
  }

  private static Uni<Integer> same(int count) {
    return Uni.createFrom().item(count);
  }

  /** Takes the turn that is due, if no other instance has. */
  private Uni<Boolean> isMyTurn(String provider) {
    return transactions.run(
        "payment-reconciliation",
        tx ->
            tx.update(
                    "INSERT IGNORE INTO payment_reconciliations (provider, next_at)"
                        + " VALUES (?, UTC_TIMESTAMP(6))",
                    provider)
                .chain(
                    () ->
                        tx.update(
                            "UPDATE payment_reconciliations"
                                + " SET next_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
                                + " WHERE provider = ? AND next_at <= UTC_TIMESTAMP(6)",
                            config.reconcileEvery().toNanos() / 1000,
                            provider))
                .map(taken -> taken == 1));
  }

  /** Compares the books of one provider once. */
  Uni<Void> run(PaymentProvider provider) {
    Instant until = clock.instant();
    Instant from = until.minus(config.reconcileWindow());
    Set<UUID> seen = new HashSet<>();
    return pagesAfter(provider, from, until, null, seen)
        .chain(() -> comparing.missingThere(provider, from, until, seen))
        .invoke(() -> LOG.debugf("compared %d payments of %s", seen.size(), provider.name()));
  }

  private Uni<Void> pagesAfter(
      PaymentProvider provider, Instant from, Instant until, String after, Set<UUID> seen) {
    return provider
        .list(from, until, after)
        .ifNoItem()
        .after(config.callTimeout())
        .fail()
        .flatMap(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : compare(provider, page, seen)
                        .chain(
                            () ->
                                pagesAfter(
                                    provider,
                                    from,
                                    until,
                                    page.get(page.size() - 1).reference(),
                                    seen)));
  }

  private Uni<Void> compare(PaymentProvider provider, List<ProviderPayment> page, Set<UUID> seen) {
    List<ProviderPayment> withOurIds =
        page.stream().filter(theirs -> theirs.paymentId() != null).toList();
    withOurIds.forEach(theirs -> seen.add(theirs.paymentId()));
    return comparing.compare(provider, withOurIds);
  }
}
