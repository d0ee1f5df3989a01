package io.lockstep.payments.protocol;

import io.lockstep.operations.ServerCheck;
import io.lockstep.operations.ServerProbe;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The payment provider can be asked: it is configured, and the circuit breaker does not keep calls
 * from it. Without it orders are taken all the same, and wait.
 */
@Readiness
@ApplicationScoped
class ProviderCheck implements ServerCheck {
  private static final String NAME = "payment-provider";

  private final Providers providers;
  private final ProviderCalls calls;

  ProviderCheck(Providers providers, ProviderCalls calls) {
    this.providers = providers;
    this.calls = calls;
  }

  @Override
  public boolean isSetUp() {
    return !providers.isEmbedded();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom().item(this::state);
  }

  private HealthCheckResponse state() {
    List<String> missing = providers.missingSettings();
    if (!missing.isEmpty()) {
      return ServerProbe.degraded(NAME, String.join("; ", missing));
    }
    boolean isLeftAlone = providers.find(providers.chosen()).filter(calls::isLeftAlone).isPresent();
    return isLeftAlone
        ? ServerProbe.degraded(NAME, "too many of its last calls have failed")
        : HealthCheckResponse.up(NAME);
  }
}
