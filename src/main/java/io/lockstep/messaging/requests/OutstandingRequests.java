package io.lockstep.messaging.requests;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The questions that wait for their replies. Each ends once, and is counted by how. */
final class OutstandingRequests {
  private final Map<String, Outstanding> byId = new ConcurrentHashMap<>();
  private final Vertx vertx;
  private final MeterRegistry metrics;

  OutstandingRequests(Vertx vertx, MeterRegistry metrics) {
    this.vertx = vertx;
    this.metrics = metrics;
    Gauge.builder("lockstep.requests.outstanding", byId, Map::size)
        .strongReference(true)
        .register(metrics);
  }

  int size() {
    return byId.size();
  }

  boolean contains(String id) {
    return byId.containsKey(id);
  }

  /** Waits for a reply until the time is up, or until nobody wants it any more. */
  void add(String id, long timeoutMillis, UniEmitter<? super Reply> caller) {
    long timer = vertx.setTimer(timeoutMillis, due -> fail(id, "timeout", timeout()));
    byId.put(id, new Outstanding(timer, caller));
    caller.onTermination(() -> remove(id));
  }

  /** A reply has come; one that comes too late finds nobody. */
  void answer(String id, Reply reply) {
    Outstanding asked = id == null ? null : remove(id);
    if (asked == null) {
      metrics.counter("lockstep.requests.late").increment();
    } else {
      count(reply.error() ? "refused" : "answered");
      asked.caller.complete(reply);
    }
  }

  void fail(String id, String outcome, Problem problem) {
    Outstanding asked = remove(id);
    if (asked != null) {
      refuse(asked.caller, outcome, problem);
    }
  }

  void failAll(String outcome, Problem problem) {
    Set.copyOf(byId.keySet()).forEach(id -> fail(id, outcome, problem));
  }

  /** Also of one that was never sent. */
  void refuse(UniEmitter<?> caller, String outcome, Problem problem) {
    count(outcome);
    caller.fail(problem);
  }

  @CanIgnoreReturnValue
  private Outstanding remove(String id) {
    Outstanding asked = byId.remove(id);
    if (asked != null) {
      vertx.cancelTimer(asked.timer);
    }
    return asked;
  }

  private void count(String outcome) {
    metrics.counter("lockstep.requests", "outcome", outcome).increment();
  }

  private static Problem timeout() {
    return Problem.of(ProblemType.REPLY_TIMEOUT, "Nobody has replied in time");
  }

  /**
   * A question that waits.
   *
   * @param timer ends the wait
   */
  private record Outstanding(long timer, UniEmitter<? super Reply> caller) {}
}
