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
 * lockstep.http.streams}, and of one caller {@code lockstep.http.streams-per-caller}. What a stream
 * costs is given back within a second of its connection's end, also where the connection broke in a
 * moment in which the framework does not notice.
 */
@ApplicationScoped
public class EventStreams {
  private static final Logger LOG = Logger.getLogger(EventStreams.class);
  private static final long LOOK_EVERY_MILLIS = 1000;
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String CLOSED = "lockstep.closed";

  private final Map<HttpServerResponse, Stream> open = new ConcurrentHashMap<>();

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
   * @throws Problem 503 if there are too many, 429 if the caller has too many
   */
  public Multi<OutboundSseEvent> open(
      RoutingContext http, Sse sse, Multi<OutboundSseEvent> events) {
    HttpServerResponse response = http.response();
    Stream admitted = new Stream(logins.callerOf(http), Optional.empty());
    admit(response, admitted);
    return untilLoginEnds(http, sse, events)
        .onSubscription()
        .invoke(source -> open.put(response, admitted.fedBy(source)))
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

  private void admit(HttpServerResponse response, Stream stream) {
    if (addOrRefuse(response, stream).isPresent()) {
      endBroken();
      addOrRefuse(response, stream)
          .ifPresent(
              refusal -> {
                refusal.retryAfter(RETRY_AFTER_SECONDS);
                throw refusal;
              });
    }
  }

  /** Nothing is asked of a response under this lock: its connection has a lock of its own. */
  private synchronized Optional<Problem> addOrRefuse(HttpServerResponse response, Stream stream) {
    if (open.size() >= config.streams()) {
      return Optional.of(
          Problem.of(
              ProblemType.TOO_MANY_STREAMS,
              "This instance serves as many streams of events as it may"));
    }
    if (stream.caller().isPresent() && countOf(stream.caller()) >= config.streamsPerCaller()) {
      return Optional.of(
          Problem.of(
              ProblemType.RATE_LIMITED, "This caller has as many streams of events as one may"));
    }
    open.put(response, stream);
    return Optional.empty();
  }

  private long countOf(Optional<String> caller) {
    return open.values().stream().filter(stream -> stream.caller().equals(caller)).count();
  }

  private void endBroken() {
    open.forEach(
        (response, stream) -> {
          if (response.ended() || response.closed()) {
            open.remove(response);
            stream.source().ifPresent(Flow.Subscription::cancel);
          }
        });
  }

  /**
   * A stream that is open.
   *
   * @param caller who reads it; empty where nobody logs in
   * @param source what feeds it, once that has begun
   */
  private record Stream(Optional<String> caller, Optional<Flow.Subscription> source) {
    Stream fedBy(Flow.Subscription begun) {
      return new Stream(caller, Optional.of(begun));
    }
  }
}
