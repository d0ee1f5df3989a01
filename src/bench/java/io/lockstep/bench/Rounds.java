package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.ClosedLoop.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Several measurements side by side: each is warmed up, then all of them run in turn, round after
 * round, so that a noisy moment of the machine meets all alike. The median round counts.
 */
public final class Rounds {
  /** The virtual machine compiles for so long, and takes one of two processors for it. */
  private static final int WARM_UP_ROUNDS = 3;

  private final String name;
  private final Map<String, Supplier<Figures>> series = new LinkedHashMap<>();
  private final Map<String, List<Figures>> figures = new LinkedHashMap<>();

  public Rounds(String name) {
    this.name = name;
  }

  /** One more thing to measure; the supplier runs one round. */
  public Rounds add(String label, Supplier<Figures> round) {
    series.put(label, round);
    return this;
  }

  /** Runs everything in turn, first to warm up and then to measure, and says how it goes. */
  public Rounds run(int rounds) {
    for (int number = 1; number <= WARM_UP_ROUNDS; number++) {
      String progress = "warm-up " + number + " of " + WARM_UP_ROUNDS;
      series.forEach((label, round) -> say(progress, label, round.get()));
    }
    for (int number = 1; number <= rounds; number++) {
      String progress = "round " + number + " of " + rounds;
      series.forEach(
          (label, round) -> {
            Figures measured = round.get();
            figures.computeIfAbsent(label, key -> new ArrayList<>()).add(measured);
            say(progress, label, measured);
          });
    }
    return this;
  }

  /** Accepted per second, the median of the rounds. */
  public double perSecond(String label) {
    return median(label, Figures::acceptedPerSecond);
  }

  /** Milliseconds, the median of the rounds' medians. */
  public double p50(String label) {
    return median(label, Figures::p50);
  }

  /** The labels with their accepted per second. */
  public Map<String, Double> perSecond() {
    Map<String, Double> all = new LinkedHashMap<>();
    series.keySet().forEach(label -> all.put(label, perSecond(label)));
    return all;
  }

  /** One array element for each series. */
  public ArrayNode toJson() {
    ArrayNode rows = new ObjectMapper().createArrayNode();
    series
        .keySet()
        .forEach(
            label -> {
              ObjectNode row = rows.addObject();
              row.put("series", label);
              row.put("acceptedPerSecond", Math.round(perSecond(label)));
              row.put("rejectedPerSecond", Math.round(median(label, Figures::rejectedPerSecond)));
              row.put("p50Ms", p50(label));
              row.put("p99Ms", median(label, Figures::p99));
              row.put("errors", figures.get(label).stream().mapToLong(Figures::errors).sum());
            });
    return rows;
  }

  private double median(String label, ToDoubleFunction<Figures> of) {
    List<Double> sorted =
        figures.get(label).stream()
            .map(of::applyAsDouble)
            .sorted(Comparator.naturalOrder())
            .toList();
    return sorted.get(sorted.size() / 2);
  }

  private void say(String progress, String label, Figures measured) {
    System.err.printf(
        "bench %s, %s: %-28s %,9.0f accepted/s %,7.0f rejected/s  p50 %.2f ms  p99 %.2f ms%s%n",
        name,
        progress,
        label,
        measured.acceptedPerSecond(),
        measured.rejectedPerSecond(),
        measured.p50(),
        measured.p99(),
        measured.errors() == 0
            ? ""
            : "  " + measured.errors() + " errors, such as " + measured.lastError());
  }
}
