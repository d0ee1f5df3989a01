package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.Rest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a login costs: orders of callers with an API key at a closed service, over orders of callers
 * without one at an open service. Both run on the same servers and work off the same queues, so
 * that only what a request passes through differs. They take turns, and who begins does too.
 */
final class ClosedOrdersBench {
  private static final int ROUNDS = 7;
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private final URI open;
  private final URI closed;
  private final int callers;
  private final Duration time;
  private final List<OrderLoad.Round> without = new ArrayList<>();
  private final List<OrderLoad.Round> with = new ArrayList<>();

  ClosedOrdersBench(URI open, URI closed, int callers, Duration time) {
    this.open = open;
    this.closed = closed;
    this.callers = callers;
    this.time = time;
  }

  String run() throws InterruptedException, IOException {
    String[] bodies = OrdersBench.prepare(Rest.at(open));
    Login login = new Login(Optional.of(keyOfABackend()));
    try (OrderLoad anybody = new OrderLoad(open, Login.none(), () -> OrdersBench.anyOf(bodies));
        OrderLoad known = new OrderLoad(closed, login, () -> OrdersBench.anyOf(bodies))) {
      say("warming up, twice %d s each", WARM_UP.toSeconds());
      for (int turn = 0; turn < 2; turn++) {
        anybody.asFastAsAnswered(callers, WARM_UP);
        known.asFastAsAnswered(callers, WARM_UP);
      }
      for (int number = 0; number < ROUNDS; number++) {
        if (number % 2 == 0) {
          without.add(anybody.asFastAsAnswered(callers, time));
          with.add(known.asFastAsAnswered(callers, time));
        } else {
          with.add(known.asFastAsAnswered(callers, time));
          without.add(anybody.asFastAsAnswered(callers, time));
        }
        say("round %d of %d: open   %s", number + 1, ROUNDS, without.get(number));
        say("round %d of %d: closed %s", number + 1, ROUNDS, with.get(number));
      }
    }
    return report();
  }

  /** As a shop's own backend would have it: one that is looked up, not the configured one. */
  private String keyOfABackend() {
    return Login.ofEnvironment()
        .at(closed)
        .post("/api-keys", Map.of("name", "bench", "roles", List.of("service")))
        .expect(201)
        .json()
        .path("key")
        .asText();
  }

  private String report() throws IOException {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bench", "orders --key");
    line.put("callers", callers);
    line.put("seconds", time.toSeconds());
    line.put("rounds", ROUNDS);
    line.put("openAcceptedPerSecond", each(without, OrderLoad.Round::acceptedPerSecond));
    line.put("closedAcceptedPerSecond", each(with, OrderLoad.Round::acceptedPerSecond));
    line.put("openConfirmedPerSecond", each(without, OrderLoad.Round::confirmedPerSecond));
    line.put("closedConfirmedPerSecond", each(with, OrderLoad.Round::confirmedPerSecond));
    line.put("errors", errors(without) + errors(with));
    line.put("machine", Machine.inWords());
    line.put("acceptedOverOpen", ratio(OrderLoad.Round::acceptedPerSecond));
    line.put("confirmedOverOpen", ratio(OrderLoad.Round::confirmedPerSecond));
    return line.toString();
  }

  /** All rounds of one together over all rounds of the other. */
  private double ratio(ToDoubleFunction<OrderLoad.Round> of) {
    double whole = with.stream().mapToDouble(of).sum() / without.stream().mapToDouble(of).sum();
    return Math.round(1000 * whole) / 1000.0;
  }

  private static String each(List<OrderLoad.Round> of, ToDoubleFunction<OrderLoad.Round> what) {
    return of.stream()
        .mapToLong(round -> Math.round(what.applyAsDouble(round)))
        .boxed()
        .toList()
        .toString();
  }

  private static long errors(List<OrderLoad.Round> of) {
    return of.stream().mapToLong(OrderLoad.Round::errors).sum();
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench orders --key: " + String.format(format, arguments));
  }
}
