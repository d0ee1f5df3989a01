package io.lockstep.sql.pool;

import io.lockstep.sql.SqlConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Notices a pool that gives nothing back: all its connections are taken, and for {@code
 * lockstep.sql.pool-stall} none was returned although the database answered throughout. A database
 * that is away, hangs or is slow is none of that, and neither is a busy pool: each connection that
 * comes back, and each question that the database does not answer, begins the time anew.
 *
 * <p>Cost: a look at two metrics twelve times in that span; a connection of its own at each of them
 * while the pool stands still.
 */
@ApplicationScoped
public class PoolWatch {
  private static final Logger LOG = Logger.getLogger(PoolWatch.class);
  private static final int LOOKS = 12;
  private static final long LEAST_MILLIS = 100;
  private static final long NEVER = -1;

  private final PoolSetup pool;
  private final MeterRegistry metrics;
  private final Duration limit;
  private final Vertx vertx;
  private double returned = NEVER;
  private boolean asking;
  private boolean stalling;
  private long since;

  PoolWatch(PoolSetup pool, MeterRegistry metrics, SqlConfig config, Vertx vertx) {
    this.pool = pool;
    this.metrics = metrics;
    this.limit = config.poolStall();
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    long every = Math.max(LEAST_MILLIS, limit.toMillis() / LOOKS);
    vertx.setPeriodic(every, timer -> look());
  }

  /** Whether the pool has stood still for too long. */
  public synchronized boolean isStalled() {
    return stalling && System.nanoTime() - since >= limit.toNanos();
  }

  private void look() {
    if (standsStill()) {
      pool.askOutside().onComplete(answer -> asked(answer.succeeded()));
    }
  }

  private synchronized boolean standsStill() {
    double now = returnedSoFar();
    if (!isExhausted() || now != returned) {
      returned = now;
      stalling = false;
      return false;
    }
    if (asking) {
      return false;
    }
    asking = true;
    return true;
  }

  private synchronized void asked(boolean isDatabaseThere) {
    asking = false;
    if (isDatabaseThere && !stalling) {
      since = System.nanoTime();
      LOG.warn("all database connections are taken and none comes back");
    }
    stalling = isDatabaseThere;
  }

  private double returnedSoFar() {
    return metrics.find("sql.pool.completed").counters().stream().mapToDouble(Counter::count).sum();
  }

  private boolean isExhausted() {
    Collection<Gauge> idle = metrics.find("sql.pool.idle").gauges();
    return !idle.isEmpty() && idle.stream().allMatch(each -> each.value() <= 0);
  }
}
