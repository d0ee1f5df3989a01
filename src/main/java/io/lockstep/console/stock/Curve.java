package io.lockstep.console.stock;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The available units of a SKU over time, reckoned back from what is available now by what has
 * moved since, as a line for SVG.
 *
 * @param points in a field of {@value #WIDTH} by {@value #HEIGHT}
 * @param most at the top of the field
 * @param least at its bottom
 */
@TemplateData
record Curve(String points, long most, long least, Instant from) {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 200;

  /** Null where too little has moved to be drawn. */
  static Curve of(JsonNode stock, JsonNode movements) {
    List<Change> changes = changes(movements);
    if (changes.isEmpty()) {
      return null;
    }
    Instant from = changes.get(changes.size() - 1).at();
    return draw(levels(stock.path("available").asLong(), changes, Instant.now()), from);
  }

  /** Newest first. A reservation that was given up has moved its units twice. */
  private static List<Change> changes(JsonNode movements) {
    List<Change> all = new ArrayList<>();
    for (JsonNode movement : movements.path("data")) {
      long change = movement.path("change").asLong();
      all.add(new Change(Instant.parse(movement.path("at").asText()), change));
      if (isGivenUp(movement)) {
        all.add(new Change(Instant.parse(movement.path("endedAt").asText()), -change));
      }
    }
    all.sort(Comparator.comparing(Change::at).reversed());
    return all;
  }

  private static boolean isGivenUp(JsonNode movement) {
    return movement.path("endedAt").isTextual()
        && List.of("RELEASED", "EXPIRED", "RETURNED").contains(movement.path("status").asText());
  }

  /** From after the oldest change on: what was before it may be far from all that follows. */
  private static List<Level> levels(long available, List<Change> changes, Instant now) {
    List<Level> levels = new ArrayList<>();
    long level = available;
    levels.add(new Level(now, level));
    for (Change change : changes) {
      levels.add(new Level(change.at(), level));
      level -= change.units();
      levels.add(new Level(change.at(), level));
    }
    return levels.subList(0, levels.size() - 1);
  }

  private static Curve draw(List<Level> levels, Instant from) {
    long most = levels.stream().mapToLong(Level::units).max().orElse(0);
    long least = levels.stream().mapToLong(Level::units).min().orElse(0);
    double millis = Math.max(1, levels.get(0).at().toEpochMilli() - from.toEpochMilli());
    StringBuilder points = new StringBuilder();
    for (Level level : levels) {
      double x = WIDTH * (level.at().toEpochMilli() - from.toEpochMilli()) / millis;
      double y = HEIGHT - HEIGHT * (double) (level.units() - least) / Math.max(1, most - least);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    return new Curve(points.toString().strip(), most, least, from);
  }

  private record Change(Instant at, long units) {}

  private record Level(Instant at, long units) {}
}
