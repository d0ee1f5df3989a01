package io.lockstep.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.MultiSelectFirstUntilOtherOp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The streams of server-sent events that this instance has open: at most {@code
 * lockstep.http.streams}. What a stream costs is given back within a second of its connection's
 * end, also where the connection broke in a moment in which the framework does not notice.
 */
@ApplicationScoped
public class EventStreams {
  private static final Logger LOG = Logger.getLogger(EventStreams.class);
  private static final long LOOK_EVERY_MILLIS = 1000;
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String CLOSED = "lockstep.closed";

  /** Each with what feeds it, once that has begun. */
  private final Map<HttpServerResponse, Optional<Flow.Subscription>> open =
      new ConcurrentHashMap<>();

  private final HttpConfig config;
  private final StreamLogins logins;
  private final Vertx vertx;

  EventStreams(HttpConfig config, StreamLogins logins, MeterRegistry metrics, Vertx vertx) {
    this.config = config;
    this.logins = logins;
    this.vertx = vertx;
    Gauge.builder("lockstep.http.streams", open, Map::size)
        .description("Streams of server-sent events that are open")
        .strongReference(true)
        .register(metrics);
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(LOOK_EVERY_MILLIS, timer -> endBroken());
  }

  /**
   * Counts the answer as a stream from now until its end, which is at the latest that of the login
   * behind the request: then a last event {@code lockstep.closed} says why.
   *
   * @return {@code events}, whose source hears when the connection is gone
   * @throws Problem 503 if there are too many
   */
  public Multi<OutboundSseEvent> open(
      RoutingContext http, Sse sse, Multi<OutboundSseEvent> events) {
    HttpServerResponse response = http.response();
    admit(response);
    return untilLoginEnds(http, sse, events)
        .onSubscription()
        .invoke(source -> open.put(response, Optional.of(source)))
        .onFailure()
        .invoke(failure -> LOG.error("a stream of events failed", failure))
        .onTermination()
        .invoke(() -> open.remove(response));
  }

  private Multi<OutboundSseEvent> untilLoginEnds(
      RoutingContext http, Sse sse, Multi<OutboundSseEvent> events) {
    AtomicReference<String> reason = new AtomicReference<>();
    Uni<String> end = logins.endOf(http).invoke(reason::set);
    // what select().first(Duration) is made of: it ends at once, and its last event waits its turn
    return events
        .plug(all -> new MultiSelectFirstUntilOtherOp<>(all, end.toMulti()))
        .onCompletion()
        .continueWith(() -> closed(sse, reason.get()));
  }

  /** The last event of a stream that the service ends; none if it has come to its end. */
  private static List<OutboundSseEvent> closed(Sse sse, String reason) {
    return reason == null ? List.of() : List.of(new StreamEnd(reason).toEvent(sse, CLOSED));
  }

  private void admit(HttpServerResponse response) {
    if (open.size() >= config.streams()) {
      endBroken();
    }
    if (!addIfThereIsRoom(response)) {
      throw Problem.of(
              ProblemType.TOO_MANY_STREAMS,
              "This instance serves as many streams of events as it may")
          .retryAfter(RETRY_AFTER_SECONDS);
    }
  }

  /** Nothing is asked of a response under this lock: its connection has a lock of its own. */
  private synchronized boolean addIfThereIsRoom(HttpServerResponse response) {
    if (open.size() >= config.streams()) {
      return false;
    }
    open.put(response, Optional.empty());
    return true;
  }

  private void endBroken() {
    open.forEach(
        (response, source) -> {
          if (response.ended() || response.closed()) {
            open.remove(response);
            source.ifPresent(Flow.Subscription::cancel);
          }
        });
  }
}
