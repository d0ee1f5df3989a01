package io.lockstep.platform;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Asks a server whether it is there, for readiness: the answer comes within {@code
 * lockstep.health.timeout} whatever the server does.
 */
@ApplicationScoped
public class ServerProbe {
  private final HealthConfig config;

  ServerProbe(HealthConfig config) {
    this.config = config;
  }

  /** UP if the question is answered, else DOWN with the reason. */
  public Uni<HealthCheckResponse> ask(String name, Supplier<Uni<?>> question) {
    return trouble(question)
        .map(trouble -> response(name, trouble).status(trouble.isEmpty()).build());
  }

  /** Always UP; {@code state: degraded} with the reason if the question is not answered. */
  public Uni<HealthCheckResponse> askDispensable(String name, Supplier<Uni<?>> question) {
    return trouble(question)
        .map(
            trouble -> {
              HealthCheckResponseBuilder response = response(name, trouble).up();
              return (trouble.isEmpty() ? response : response.withData("state", "degraded"))
                  .build();
            });
  }

  private static HealthCheckResponseBuilder response(String name, Optional<String> trouble) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
    return trouble.map(reason -> response.withData("error", reason)).orElse(response);
  }

  private Uni<Optional<String>> trouble(Supplier<Uni<?>> question) {
    return Uni.createFrom()
        .deferred(() -> question.get().map(answer -> Optional.<String>empty()))
        .ifNoItem()
        .after(config.timeout())
        .fail()
        .onFailure()
        .recoverWithItem(failure -> Optional.of(reason(failure)));
  }

  private String reason(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof TimeoutException || message == null) {
      return "no answer within " + config.timeout().toMillis() + " ms";
    }
    return message.lines().findFirst().orElse("");
  }
}
