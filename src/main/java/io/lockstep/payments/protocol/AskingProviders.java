package io.lockstep.payments.protocol;

import io.lockstep.orders.placing.PaymentMethods;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payments;
import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.protocol.PaymentSteps.Claim;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.lockstep.sweeps.Sweep;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Asks providers for the steps that are due, outside any transaction: a short one claims steps and
 * counts the attempt, then the provider is asked, then another one writes what it has answered.
 * Whoever dies in between leaves a step that is due again and is known to have been asked for.
 *
 * <p>Cost: two transactions for each step, both shared by those that are under way.
 */
@ApplicationScoped
class AskingProviders {
  private static final Logger LOG = Logger.getLogger(AskingProviders.class);
  private static final int LANES = 2;

  private final Transactions transactions;
  private final Providers providers;
  private final ProviderCalls calls;
  private final PaymentSteps steps;
  private final Payments payments;
  private final PaymentMethods methods;
  private final PaymentsConfig config;
  private final GroupCommit<Answer, Progress> answers;
  private final AtomicInteger underWay = new AtomicInteger();

  AskingProviders(
      Transactions transactions,
      Providers providers,
      ProviderCalls calls,
      PaymentSteps steps,
      Payments payments,
      PaymentMethods methods,
      MovingPayments moving,
      PaymentsConfig config,
      GroupCommits groups) {
    this.transactions = transactions;
    this.providers = providers;
    this.calls = calls;
    this.steps = steps;
    this.payments = payments;
    this.methods = methods;
    this.config = config;
    this.answers = groups.group("payment-answers", moving::apply).lanes(LANES).build();
  }

  void start(@Observes StartupEvent event, Sweep.Factory sweeps, StepsDue due) {
    Sweep sweep = sweeps.every("payment-steps", config.sweepEvery(), 1, this::askAll);
    due.wake(sweep::wake);
  }

  /** Starts to ask for what is due; answers for how many steps. */
  private Uni<Integer> askAll() {
    Uni<Integer> count = Uni.createFrom().item(0);
    for (PaymentProvider provider : providers.configured()) {
      count = count.flatMap(before -> ask(provider).map(more -> before + more));
    }
    return count;
  }

  private Uni<Integer> ask(PaymentProvider provider) {
    int free = config.callsAtOnce() - underWay.get();
    return free <= 0 || calls.isLeftAlone(provider)
        ? Uni.createFrom().item(0)
        : transactions
            .run("payment-claims", tx -> claim(tx, provider, free))
            .map(
                claimed -> {
                  claimed.forEach(each -> start(provider, each));
                  return claimed.size();
                });
  }

  private Uni<List<Claimed>> claim(Tx tx, PaymentProvider provider, int limit) {
    return steps.claim(tx, provider.name(), limit).flatMap(claims -> withPayments(tx, claims));
  }

  private Uni<List<Claimed>> withPayments(Tx tx, List<Claim> claims) {
    List<UUID> ids = claims.stream().map(claim -> claim.key().orderId()).toList();
    return payments
        .read(tx, ids)
        .flatMap(
            found ->
                methods
                    .ofOrders(tx, ids)
                    .map(
                        tokens ->
                            claims.stream().map(claim -> claimed(claim, found, tokens)).toList()));
  }

  private static Claimed claimed(Claim claim, Map<UUID, Payment> found, Map<UUID, String> tokens) {
    UUID orderId = claim.key().orderId();
    Payment payment = found.get(orderId);
    return new Claimed(
        claim,
        request(
            payment,
            tokens.get(orderId),
            claim.key().step().idempotencyKey(payment.paymentId(), claim.refusals())));
  }

  /** What a provider is told of a payment. */
  static PaymentRequest request(Payment payment, String method, String idempotencyKey) {
    return new PaymentRequest(
        payment.paymentId(),
        payment.orderId(),
        payment.charge().userId(),
        payment.charge().amount().amount(),
        payment.charge().amount().currency(),
        method,
        payment.reference(),
        idempotencyKey);
  }

  /** Asks now how a payment stands, and writes it; does not wait for the next step's time. */
  void lookUp(Payment payment) {
    providers
        .find(payment.provider())
        .filter(provider -> provider.missingSettings().isEmpty())
        .ifPresent(
            provider ->
                calls
                    .lookUp(provider, request(payment, null, payment.paymentId() + "-lookup"))
                    .flatMap(
                        outcome -> answers.submit(new Answer(payment.orderId(), null, 0, outcome)))
                    .subscribe()
                    .with(
                        progress -> LOG.debugf("looked up: %s", progress.next().status()),
                        failure -> LOG.warnf("a lookup is not written: %s", failure)));
  }

  private void start(PaymentProvider provider, Claimed claimed) {
    Claim claim = claimed.claim();
    Step step = claim.key().step();
    underWay.incrementAndGet();
    calls
        .ask(provider, step, claimed.request(), claim.attempts() == 1)
        .onTermination()
        .invoke(underWay::decrementAndGet)
        .flatMap(
            outcome ->
                answers.submit(new Answer(claim.key().orderId(), step, claim.attempts(), outcome)))
        .subscribe()
        .with(
            progress -> LOG.debugf("payment %s: %s", claimed.request(), progress.next().status()),
            failure ->
                LOG.warnf(
                    "the answer to %s is not written, and is asked for again: %s",
                    claimed.request(), failure));
  }

  private record Claimed(Claim claim, PaymentRequest request) {}
}
