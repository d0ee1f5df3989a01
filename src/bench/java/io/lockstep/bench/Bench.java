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
  private static final Map<String, String> DEFAULTS =
      Map.of("seconds", "20", "callers", "64", "old-orders", "0");

  private static final Map<String, Measurement> MEASUREMENTS =
      new TreeMap<>(
          Map.of(
              "locks", load -> new LocksBench(load.callers, load.time).run(),
              "messaging", load -> new MessagingBench(service(), load.callers, load.time).run(),
              "orders",
                  load ->
                      load.key
                          ? new ClosedOrdersBench(service(), closed(), load.callers, load.time)
                              .run()
                          : new OrdersBench(service(), load.callers, load.time, load.oldOrders)
                              .run(),
              "transfers", load -> new TransfersBench(service(), load.callers, load.time).run()));

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
    System.out.println(measurement.run(Load.of(options)));
    System.exit(0);
  }

  private static URI service() {
    return address("LOCKSTEP_URL", "which service to measure");
  }

  private static URI closed() {
    return address("LOCKSTEP_CLOSED_URL", "which service of the same servers wants LOCKSTEP_KEY");
  }

  private static URI address(String variable, String what) {
    String url = System.getenv(variable);
    if (url == null || url.isBlank()) {
      fail(variable + " says " + what);
      throw new IllegalStateException(variable);
    }
    return URI.create(url);
  }

  private static int option(List<String> options, String name, int least, int largest) {
    int at = options.indexOf("--" + name);
    String value = at >= 0 && at + 1 < options.size() ? options.get(at + 1) : DEFAULTS.get(name);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= largest) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      fail("--" + name + " wants a number, not " + value);
    }
    fail("--" + name + " wants a number from " + least + " to " + largest);
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
    String run(Load load) throws Exception;
  }

  /**
   * How much, and how long.
   *
   * @param oldOrders how many orders there are to be before, for the measurement of orders
   * @param key whether the measurement of orders is to be that of callers with a key
   */
  private record Load(int callers, Duration time, int oldOrders, boolean key) {
    static Load of(List<String> options) {
      return new Load(
          option(options, "callers", 1, 4096),
          Duration.ofSeconds(option(options, "seconds", 1, 3600)),
          option(options, "old-orders", 0, 100_000_000),
          options.contains("--key"));
    }
  }
}
