package io.lockstep.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
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

  /** Each with what feeds it, once that has begun. */
  private final Map<HttpServerResponse, Optional<Flow.Subscription>> open =
      new ConcurrentHashMap<>();

  private final HttpConfig config;
  private final Vertx vertx;

  EventStreams(HttpConfig config, MeterRegistry metrics, Vertx vertx) {
    this.config = config;
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
   * Counts the answer as a stream from now until its end.
   *
   * @return {@code events}, whose source hears when the connection is gone
   * @throws Problem 503 if there are too many
   */
  public <T> Multi<T> open(HttpServerResponse response, Multi<T> events) {
    admit(response);
    return events
        .onSubscription()
        .invoke(source -> open.put(response, Optional.of(source)))
        .onFailure()
        .invoke(failure -> LOG.error("a stream of events failed", failure))
        .onTermination()
        .invoke(() -> open.remove(response));
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
