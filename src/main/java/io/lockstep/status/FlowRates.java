package io.lockstep.status;

import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * How fast the steps of the order flow went in the last minute. Each instance looks at its own
 * counters every {@value #EVERY_MILLIS} ms and tells the others in a row of its own: whoever asks
 * one instance hears of all of them. Cost: one short transaction for each of these times.
 */
@ApplicationScoped
class FlowRates {
  private static final Logger LOG = Logger.getLogger(FlowRates.class);
  private static final long EVERY_MILLIS = 5_000;
  private static final int SAMPLES = 12;
  private static final double NANOS = 1e9;

  /** Rows of instances that have told nothing for so long do not count. */
  private static final String FRESH = "at > UTC_TIMESTAMP(6) - INTERVAL 20 SECOND";

  private static final String TELL =
      "INSERT INTO flow_rates (instance, rates, at) VALUES (?, ?, UTC_TIMESTAMP(6))"
          + " ON DUPLICATE KEY UPDATE rates = ?, at = UTC_TIMESTAMP(6)";
  private static final String FORGET =
      "DELETE FROM flow_rates WHERE instance <> ? AND at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR";

  private final String instance = UUID.randomUUID().toString();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final MeterRegistry metrics;
  private final Transactions transactions;

  FlowRates(MeterRegistry metrics, Transactions transactions) {
    this.metrics = metrics;
    this.transactions = transactions;
  }

  void start(@Observes StartupEvent event, Vertx vertx) {
    take();
    vertx.setPeriodic(EVERY_MILLIS, timer -> takeAndTell());
  }

  private void takeAndTell() {
    take();
    String rates = encoded(own());
    transactions
        .run("flow-rates", tx -> tell(tx, rates))
        .subscribe()
        .with(
            told -> LOG.tracef("told how fast orders flow: %s", rates),
            failure -> LOG.debugf("cannot tell how fast orders flow: %s", failure.getMessage()));
  }

  private Uni<Integer> tell(Tx tx, String rates) {
    return tx.update(TELL, instance, rates, rates).chain(() -> tx.update(FORGET, instance));
  }

  private synchronized void take() {
    samples.addLast(sample());
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  private Sample sample() {
    Map<FlowStep, Double> totals = new EnumMap<>(FlowStep.class);
    for (FlowStep step : FlowStep.values()) {
      totals.put(step, step.total(metrics));
    }
    return new Sample(System.nanoTime(), totals);
  }

  /** Of this instance, up to now. */
  synchronized Map<FlowStep, Double> own() {
    Sample first = samples.peekFirst();
    Sample now = sample();
    double seconds = first == null ? 0 : (now.nanos - first.nanos) / NANOS;
    Map<FlowStep, Double> rates = new EnumMap<>(FlowStep.class);
    now.totals.forEach(
        (step, total) ->
            rates.put(step, seconds <= 0 ? 0 : (total - first.totals.get(step)) / seconds));
    return rates;
  }

  /** Of all instances; of others as they told last. */
  Uni<Map<FlowStep, Double>> all(Tx tx) {
    return tx.list(
            "SELECT rates FROM flow_rates WHERE instance <> ? AND " + FRESH,
            row -> new JsonObject(row.getString("rates")),
            instance)
        .map(this::withOwn);
  }

  private Map<FlowStep, Double> withOwn(List<JsonObject> others) {
    Map<FlowStep, Double> rates = own();
    rates.replaceAll(
        (step, own) ->
            own + others.stream().mapToDouble(each -> each.getDouble(step.wire(), 0.0)).sum());
    return rates;
  }

  private static String encoded(Map<FlowStep, Double> rates) {
    JsonObject json = new JsonObject();
    rates.forEach((step, rate) -> json.put(step.wire(), rate));
    return json.encode();
  }

  private record Sample(long nanos, Map<FlowStep, Double> totals) {}
}
