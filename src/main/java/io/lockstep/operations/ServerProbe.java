package io.lockstep.operations;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Asks a server whether it is there, for readiness: the answer comes within {@code
 * lockstep.health.timeout} whatever the server does, and much sooner where the service goes on
 * without that server.
 */
@ApplicationScoped
public class ServerProbe {
  /** Well below the second that an orchestrator usually grants a probe. */
  private static final Duration MAX_WAIT = Duration.ofMillis(300);

  private static final String STATE = "state";

  private final HealthConfig config;
  private final Map<String, Watch> dispensable = new ConcurrentHashMap<>();

  ServerProbe(HealthConfig config) {
    this.config = config;
  }

  /** UP if the question is answered, else DOWN with the reason. */
  public Uni<HealthCheckResponse> ask(String name, Supplier<Uni<?>> question) {
    return trouble(question)
        .map(
            trouble ->
                trouble.isEmpty()
                    ? HealthCheckResponse.up(name)
                    : HealthCheckResponse.named(name)
                        .withData("error", trouble.get())
                        .down()
                        .build());
  }

  /**
   * Always UP; {@code state: degraded} with the reason if the question is not answered. A server
   * that takes its time is not waited for: the answer is then what was known last.
   */
  public Uni<HealthCheckResponse> askDispensable(String name, Supplier<Uni<?>> question) {
    return dispensable.computeIfAbsent(name, Watch::new).look(question);
  }

  /** UP, since the service goes on without that server; why it is worse off is in the data. */
  public static HealthCheckResponse degraded(String name, String reason) {
    return HealthCheckResponse.named(name)
        .withData(STATE, "degraded")
        .withData("error", reason)
        .up()
        .build();
  }

  /** UP; the server has not been asked yet. */
  public static HealthCheckResponse starting(String name) {
    return HealthCheckResponse.named(name).withData(STATE, "starting").up().build();
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

  /** What is known of one server. It is asked one question at a time. */
  private final class Watch {
    private final String name;
    private volatile HealthCheckResponse known;
    private Uni<HealthCheckResponse> asking;

    Watch(String name) {
      this.name = name;
      this.known = starting(name);
    }

    Uni<HealthCheckResponse> look(Supplier<Uni<?>> question) {
      return answer(question)
          .ifNoItem()
          .after(MAX_WAIT)
          .recoverWithUni(() -> Uni.createFrom().item(known));
    }

    /** The answer to the question under way, or to this one; it goes on without its caller. */
    private synchronized Uni<HealthCheckResponse> answer(Supplier<Uni<?>> question) {
      if (asking == null) {
        asking =
            trouble(question)
                .map(
                    trouble ->
                        trouble
                            .map(reason -> degraded(name, reason))
                            .orElseGet(() -> HealthCheckResponse.up(name)))
                .invoke(this::answered)
                .memoize()
                .indefinitely();
      }
      return asking;
    }

    private synchronized void answered(HealthCheckResponse answer) {
      known = answer;
      asking = null;
    }
  }
}
