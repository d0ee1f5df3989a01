package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.sql.Schema;
import io.lockstep.sql.Transactions;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The outside providers that there are, and the one that is chosen. Payments of a provider that is
 * not chosen any more are still brought to their end while it is configured.
 */
@ApplicationScoped
public class Providers {
  private static final Logger LOG = Logger.getLogger(Providers.class);

  private final Map<String, PaymentProvider> byName = new TreeMap<>();
  private final Transactions transactions;
  private final String chosen;

  private volatile boolean hasEarlier;

  Providers(@Any Instance<PaymentProvider> all, Transactions transactions, PaymentsConfig config) {
    this.transactions = transactions;
    all.forEach(provider -> byName.put(provider.name(), provider));
    this.chosen = config.provider();
  }

  void check(@Observes StartupEvent event) {
    if (!isEmbedded() && !byName.containsKey(chosen)) {
      TreeSet<String> known = new TreeSet<>(byName.keySet());
      known.add(Payment.LEDGER);
      throw new IllegalStateException(
          "lockstep.payments.provider must be one of %s, and is %s".formatted(known, chosen));
    }
    missingSettings()
        .forEach(
            missing -> LOG.warnf("payments of %s wait, and so do orders: %s", chosen, missing));
  }

  /** Payments that a provider still has to end which is not chosen any more. */
  void lookForEarlier(@Observes StartupEvent event, Schema schema) {
    schema.whenReady(
        () ->
            transactions
                .read(
                    tx ->
                        tx.first(
                            "SELECT 1 AS found FROM payments"
                                + " WHERE status IN ('REQUESTED', 'UNKNOWN', 'AUTHORISED') LIMIT 1",
                            row -> true))
                .subscribe()
                .with(
                    found -> hasEarlier = found.isPresent(),
                    failure -> {
                      hasEarlier = true;
                      LOG.debug("whether there are payments of other providers", failure);
                    }));
  }

  /** Whether there may be payments that an outside provider has to do something with. */
  public boolean areInUse() {
    return !isEmbedded() || hasEarlier;
  }

  /** Whether new orders are paid by the ledger, inside the database. */
  public boolean isEmbedded() {
    return chosen.equals(Payment.LEDGER);
  }

  /** The name of the provider of new orders. */
  public String chosen() {
    return chosen;
  }

  /** What the chosen provider still needs to be configured. */
  List<String> missingSettings() {
    return find(chosen).map(PaymentProvider::missingSettings).orElse(List.of());
  }

  /** The provider of this name, configured or not. */
  public Optional<PaymentProvider> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Those that can be asked. */
  public List<PaymentProvider> configured() {
    return byName.values().stream()
        .filter(provider -> provider.missingSettings().isEmpty())
        .toList();
  }
}
