package io.lockstep.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code ./lockstep bench NAME}: measures the service at {@code LOCKSTEP_URL}. */
public final class Bench {
  private static final Map<String, String> DEFAULTS = Map.of("seconds", "20", "callers", "64");

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || !arguments[0].equals("orders")) {
      fail("there is no measurement of that name: orders");
    }
    String url = System.getenv("LOCKSTEP_URL");
    if (url == null || url.isBlank()) {
      fail("LOCKSTEP_URL says which service to measure");
    }
    List<String> options = List.of(arguments).subList(1, arguments.length);
    int seconds = option(options, "seconds", 3600);
    int callers = option(options, "callers", 4096);
    System.out.println(
        new OrdersBench(URI.create(url), callers, Duration.ofSeconds(seconds)).run());
    System.exit(0);
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
}
