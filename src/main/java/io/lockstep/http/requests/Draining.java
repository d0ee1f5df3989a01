package io.lockstep.http.requests;

import io.lockstep.http.HttpConfig;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Lets the requests under way finish when the service is asked to end, before anything that they
 * need is shut down; new ones are sent elsewhere. Streams of events have no end of their own and
 * are not waited for.
 *
 * <p>The framework's {@code quarkus.shutdown.timeout} is meant for this, but in 3.30.6 it always
 * waits its whole time (quarkusio/quarkus#51915), so it must stay unset.
 */
@ApplicationScoped
class Draining {
  private static final Logger LOG = Logger.getLogger(Draining.class);
  private static final int FIRST = 1000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final String EVENT_STREAM = "text/event-stream";

  private final HttpConfig config;

  /** Weak, since not every connection that breaks is reported. */
  private final Set<HttpServerResponse> underWay =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private volatile boolean ending;

  Draining(HttpConfig config) {
    this.config = config;
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, FIRST);
  }

  private void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (ending) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
      HttpProblems.write(context, Problem.of(ProblemType.SHUTTING_DOWN, "This instance is ending"));
      return;
    }
    underWay.add(response);
    context.addEndHandler(end -> underWay.remove(response));
    context.next();
  }

  /** Not at {@code ShutdownEvent}: by then the HTTP server has closed its connections. */
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    ending = true;
    long deadline = System.nanoTime() + config.drain().toNanos();
    while (isAnyUnderWay() && deadline - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    if (isAnyUnderWay()) {
      LOG.warnf("%d requests did not end in time", underWay.size());
    }
  }

  /**
   * Responses are looked at outside the set's lock: whoever ends one holds its connection's lock
   * and then wants that of the set.
   */
  private boolean isAnyUnderWay() {
    List<HttpServerResponse> known;
    synchronized (underWay) {
      known = List.copyOf(underWay);
    }
    known.stream().filter(Draining::isOver).forEach(underWay::remove);
    return !underWay.isEmpty();
  }

  private static boolean isOver(HttpServerResponse response) {
    String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
    boolean isStream = type != null && type.startsWith(EVENT_STREAM);
    return response.ended() || response.closed() || isStream;
  }
}
