package io.lockstep.payments.protocol;

import io.lockstep.payments.PaymentsConfig;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.PaymentRequest;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.ProviderRefused;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Calls providers behind a timeout, a bulkhead and a circuit breaker, one of each for each
 * provider, and says what came of it. It never fails.
 */
@ApplicationScoped
class ProviderCalls {
  private static final Logger LOG = Logger.getLogger(ProviderCalls.class);
  private static final int LAST_CALLS = 20;
  private static final double FAILED = 0.5;

  private final PaymentsConfig config;
  private final MeterRegistry metrics;
  private final Map<String, TypedGuard<Uni<ProviderPayment>>> guards = new ConcurrentHashMap<>();

  ProviderCalls(PaymentsConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * Does a step at a provider.
   *
   * @param isFirst whether it was never asked for this step; otherwise it is looked up first how
   *     the payment stands
   */
  Uni<Outcome> ask(PaymentProvider provider, Step step, PaymentRequest payment, boolean isFirst) {
    Uni<ProviderPayment> act =
        Uni.createFrom().deferred(() -> call(provider, () -> act(provider, step, payment)));
    return outcome(
        provider,
        step.name(),
        isFirst
            ? act
            : call(provider, () -> provider.lookup(payment))
                .flatMap(found -> isDone(step, found) ? Uni.createFrom().item(found) : act));
  }

  /** How a payment stands at a provider. */
  Uni<Outcome> lookUp(PaymentProvider provider, PaymentRequest payment) {
    return outcome(provider, "LOOKUP", call(provider, () -> provider.lookup(payment)));
  }

  /** Whether the circuit breaker keeps calls from this provider. */
  boolean isLeftAlone(PaymentProvider provider) {
    return guards.containsKey(provider.name())
        && CircuitBreakerMaintenance.get().currentState(breaker(provider.name()))
            == CircuitBreakerState.OPEN;
  }

  private static Uni<ProviderPayment> act(
      PaymentProvider provider, Step step, PaymentRequest payment) {
    return switch (step) {
      case AUTHORISE -> provider.authorise(payment);
      case CAPTURE -> provider.capture(payment);
      case VOID -> provider.voidAuthorisation(payment);
      case REFUND -> provider.refund(payment);
    };
  }

  private static boolean isDone(Step step, ProviderPayment found) {
    State state = found.state();
    return switch (step) {
      case AUTHORISE -> state != State.NONE && state != State.PENDING;
      case CAPTURE, VOID -> state != State.NONE && state != State.AUTHORISED;
      case REFUND -> state == State.REFUNDED;
    };
  }

  private Uni<ProviderPayment> call(
      PaymentProvider provider, Supplier<Uni<ProviderPayment>> method) {
    try {
      return guards.computeIfAbsent(provider.name(), this::guard).call(method::get);
    } catch (Exception thrown) {
      return Uni.createFrom().failure(thrown);
    }
  }

  private TypedGuard<Uni<ProviderPayment>> guard(String provider) {
    return TypedGuard.create(new TypeLiteral<Uni<ProviderPayment>>() {})
        .withDescription("payments of " + provider)
        .withBulkhead()
        .limit(config.callsAtOnce())
        .queueSize(config.callsAtOnce())
        .done()
        .withCircuitBreaker()
        .name(breaker(provider))
        .requestVolumeThreshold(LAST_CALLS)
        .failureRatio(FAILED)
        .delay(config.restAfterFailures().toMillis(), ChronoUnit.MILLIS)
        .skipOn(ProviderRefused.class)
        .done()
        .withTimeout()
        .duration(config.callTimeout().toMillis(), ChronoUnit.MILLIS)
        .done()
        .build();
  }

  private static String breaker(String provider) {
    return "lockstep.payments." + provider;
  }

  private Uni<Outcome> outcome(PaymentProvider provider, String what, Uni<ProviderPayment> call) {
    return call.onItem()
        .ifNull()
        .failWith(() -> new IllegalStateException("no answer"))
        .map(found -> (Outcome) new Outcome.Said(found))
        .onFailure()
        .recoverWithItem(failure -> failed(provider, what, failure))
        .invoke(
            outcome ->
                metrics
                    .counter(
                        "lockstep.payments.calls",
                        "provider",
                        provider.name(),
                        "call",
                        what.toLowerCase(Locale.ROOT),
                        "outcome",
                        outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .increment());
  }

  private static Outcome failed(PaymentProvider provider, String what, Throwable failure) {
    LOG.debugf("%s of %s: %s", what, provider.name(), failure);
    if (failure instanceof ProviderRefused refused) {
      return new Outcome.Refused(refused.getMessage());
    }
    if (failure instanceof CircuitBreakerOpenException || failure instanceof BulkheadException) {
      return new Outcome.NotAsked("provider-is-left-alone");
    }
    if (failure instanceof TimeoutException) {
      return new Outcome.Unclear("no-answer-in-time");
    }
    return new Outcome.Unclear("no-clear-answer");
  }
}
