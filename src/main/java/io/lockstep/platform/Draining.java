package io.lockstep.platform;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int FIRST_AT_THE_END = Interceptor.Priority.PLATFORM_BEFORE;
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String LIVENESS = "/q/health/live";

  private final HttpConfig config;

  /** One party for the service itself and one for each request; its phase ends with the last. */
  private final Phaser underWay = new Phaser(1);

  private volatile boolean ending;

  Draining(HttpConfig config) {
    this.config = config;
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, FIRST);
  }

  private void handle(RoutingContext context) {
    if (ending && !LIVENESS.equals(context.request().path())) {
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
      HttpProblems.write(
          context,
          Problem.unavailable("shutting-down", "Shutting down", "This instance is ending", 1));
      return;
    }
    count(context);
    context.next();
  }

  private void count(RoutingContext context) {
    AtomicBoolean counted = new AtomicBoolean(true);
    underWay.register();
    context.addHeadersEndHandler(
        head -> {
          String type = context.response().headers().get(HttpHeaders.CONTENT_TYPE);
          if (type != null && type.startsWith(EVENT_STREAM)) {
            leave(counted);
          }
        });
    context.addEndHandler(end -> leave(counted));
  }

  private void leave(AtomicBoolean counted) {
    if (counted.compareAndSet(true, false)) {
      underWay.arriveAndDeregister();
    }
  }

  void drain(@Observes @Priority(FIRST_AT_THE_END) ShutdownEvent event) {
    ending = true;
    int phase = underWay.arriveAndDeregister();
    try {
      underWay.awaitAdvanceInterruptibly(phase, config.drain().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      LOG.warnf("%d requests did not end in time", underWay.getUnarrivedParties());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
