package io.lockstep.operations;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/**
 * The states of the servers as this instance sees them, and since when. They are looked at every
 * {@code lockstep.health.watch}, and whenever somebody asks; a look takes no longer than the health
 * checks do, which {@link ServerProbe} limits.
 */
@ApplicationScoped
public class ServerStates {
  private static final Logger LOG = Logger.getLogger(ServerStates.class);
  private static final String STATE = "state";

  private final List<ServerCheck> checks;
  private final HealthConfig config;
  private final Clock clock;
  private final Map<String, Server> known = new ConcurrentHashMap<>();

  ServerStates(@Any Instance<ServerCheck> checks, HealthConfig config, Clock clock) {
    this.checks = checks.stream().toList();
    this.config = config;
    this.clock = clock;
  }

  void watch(@Observes StartupEvent event, Vertx vertx) {
    vertx.setPeriodic(
        config.watch().toMillis(),
        timer ->
            now()
                .subscribe()
                .with(
                    states -> LOG.tracef("%d servers were looked at", states.size()),
                    failure -> LOG.warnf("servers cannot be looked at: %s", failure)));
  }

  /** What all of them are now, in the order of their names. */
  public Uni<List<Server>> now() {
    return Uni.join()
        .all(checks.stream().filter(ServerCheck::isSetUp).map(ServerCheck::call).toList())
        .andFailFast()
        .map(
            answers ->
                answers.stream()
                    .map(this::note)
                    .sorted(Comparator.comparing(Server::name))
                    .toList());
  }

  /** What they were at the last look: nobody is asked. */
  public List<Server> lastSeen() {
    return known.values().stream().sorted(Comparator.comparing(Server::name)).toList();
  }

  private Server note(HealthCheckResponse answer) {
    Server seen = new Server(answer.getName(), stateOf(answer), clock.instant());
    return known.merge(
        seen.name(), seen, (before, now) -> before.state.equals(now.state) ? before : now);
  }

  private static String stateOf(HealthCheckResponse answer) {
    return answer
        .getData()
        .map(data -> (String) data.get(STATE))
        .orElse(answer.getStatus().name().toLowerCase(Locale.ROOT));
  }

  /**
   * One server.
   *
   * @param state {@code up}, {@code down}, {@code degraded} (it is away and the service goes on),
   *     or {@code starting}
   * @param since when this instance saw the state change
   */
  @RegisterForReflection
  @Schema(name = "ServerState")
  public record Server(
      String name,
      @Schema(enumeration = {"up", "down", "degraded", "starting"}) String state,
      Instant since) {}
}
