package io.lockstep.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ./lockstep bench NAME}: what is measured from outside, against the service at {@code
 * LOCKSTEP_URL} or the servers that the settings name.
 */
public final class Bench {
  private static final Map<String, String> DEFAULTS = Map.of("seconds", "20", "callers", "64");

  private static final Map<String, Measurement> MEASUREMENTS =
      new TreeMap<>(
          Map.of(
              "locks", (callers, time) -> new LocksBench(callers, time).run(),
              "messaging", (callers, time) -> new MessagingBench(service(), callers, time).run(),
              "orders", (callers, time) -> new OrdersBench(service(), callers, time).run(),
              "transfers", (callers, time) -> new TransfersBench(service(), callers, time).run()));

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Measurement measurement = arguments.length == 0 ? null : MEASUREMENTS.get(arguments[0]);
    if (measurement == null) {
      fail(
          "there is no measurement of that name: hot-sku, "
              + String.join(", ", MEASUREMENTS.keySet()));
      return;
    }
    List<String> options = List.of(arguments).subList(1, arguments.length);
    Duration time = Duration.ofSeconds(option(options, "seconds", 3600));
    System.out.println(measurement.run(option(options, "callers", 4096), time));
    System.exit(0);
  }

  private static URI service() {
    String url = System.getenv("LOCKSTEP_URL");
    if (url == null || url.isBlank()) {
      fail("LOCKSTEP_URL says which service to measure");
    }
    return URI.create(url);
  }

  private static int option(List<String> options, String name, int largest) {
    int at = options.indexOf("--" + name);
    String value = at >= 0 && at + 1 < options.size() ? options.get(at + 1) : DEFAULTS.get(name);
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= largest) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      fail("--" + name + " wants a number from 1 to " + largest);
    }
    fail("--" + name + " wants a number from 1 to " + largest);
    return 0;
  }

  private static void fail(String why) {
    System.err.println("bench: " + why);
    System.exit(2);
  }

  /** Something that can be measured. */
  @FunctionalInterface
  private interface Measurement {
    /** Measures, and answers the lines to print. */
    String run(int callers, Duration time) throws Exception;
  }
}
