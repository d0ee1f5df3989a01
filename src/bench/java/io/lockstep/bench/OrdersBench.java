package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Orders end to end, from outside: callers post over HTTP as fast as they are answered, and each
 * order is followed on Kafka until it is confirmed. Confirmed per second counts from the first post
 * of a round to its last confirmation. Before and after each round the bare pipeline is measured,
 * because the machine is not always equally fast. A last round posts at half the rate that was
 * confirmed. {@code --old-orders N} first fills the tables with orders of the past.
 */
final class OrdersBench {
  private static final int USERS = 100;
  private static final int SKUS = 20;
  private static final int ROUNDS = 3;

  /** The compiler is busy for about that long, with half of what the machine has. */
  private static final Duration WARM_UP = Duration.ofSeconds(120);

  /** Until the work that another instance has done in between is ours again. */
  private static final Duration WARM_UP_AGAIN = Duration.ofSeconds(10);

  private static final long BYTES_PER_KIB = 1024;

  private final Rest rest;
  private final URI service;
  private final int callers;
  private final Duration time;
  private final int oldOrders;
  private final List<OrderLoad.Round> rounds = new ArrayList<>();
  private final List<Integer> pipeline = new ArrayList<>();
  private final List<Long> memory = new ArrayList<>();

  OrdersBench(URI service, int callers, Duration time, int oldOrders) {
    this.oldOrders = oldOrders;
    this.rest = Login.ofEnvironment().at(service);
    this.service = service;
    this.callers = callers;
    this.time = time;
  }

  String run() throws InterruptedException, IOException, SQLException {
    OldOrders.fill(oldOrders);
    say("preparing %d users and %d products", USERS, SKUS);
    String[] bodies = prepare(rest);
    try (OrderLoad load = new OrderLoad(service, Login.ofEnvironment(), () -> anyOf(bodies))) {
      say("warming up for %d s", WARM_UP.toSeconds());
      load.asFastAsAnswered(callers, WARM_UP);
      pipeline.add(PipelineBench.inOwnProcess());
      for (int number = 1; number <= ROUNDS; number++) {
        load.asFastAsAnswered(callers, WARM_UP_AGAIN);
        OrderLoad.Round round = load.asFastAsAnswered(callers, time);
        say("round %d of %d: %s", number, ROUNDS, round);
        rounds.add(round);
        memory.add(residentMebibytes());
        pipeline.add(PipelineBench.inOwnProcess());
      }
      double half = median(OrderLoad.Round::confirmedPerSecond) / 2;
      load.atRate(half, WARM_UP_AGAIN);
      OrderLoad.Round calm = load.atRate(half, time);
      say("at half that load: %s", calm);
      return report(calm);
    }
  }

  /** One body for each pair of user and product. */
  static String[] prepare(Rest rest) {
    OrderFixture given = OrderFixture.through(rest);
    Queue<String> users = new ConcurrentLinkedQueue<>();
    IntStream.range(0, USERS).parallel().forEach(i -> users.add(given.aRichUser()));
    List<String> skus =
        IntStream.range(0, SKUS).mapToObj(i -> given.aProductWithStock(100_000_000)).toList();
    return users.stream()
        .flatMap(user -> skus.stream().map(sku -> body(user, sku)))
        .toArray(String[]::new);
  }

  static String anyOf(String[] bodies) {
    return bodies[ThreadLocalRandom.current().nextInt(bodies.length)];
  }

  private static String body(String user, String sku) {
    return "{\"userId\":\"" + user + "\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}";
  }

  private String report(OrderLoad.Round calm) throws IOException {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bench", "orders");
    line.put("callers", callers);
    line.put("seconds", time.toSeconds());
    line.put("rounds", ROUNDS);
    line.put("oldOrders", oldOrders);
    line.put("acceptedPerSecond", Math.round(median(OrderLoad.Round::acceptedPerSecond)));
    line.put("confirmedPerSecond", Math.round(median(OrderLoad.Round::confirmedPerSecond)));
    line.put("postP50Ms", median(OrderLoad.Round::postP50));
    line.put("postP99Ms", median(OrderLoad.Round::postP99));
    line.put("confirmP50Ms", median(OrderLoad.Round::confirmP50));
    line.put("confirmP99Ms", median(OrderLoad.Round::confirmP99));
    line.put("atHalfLoadPostP99Ms", calm.postP99());
    line.put("atHalfLoadConfirmP99Ms", calm.confirmP99());
    line.put("errors", rounds.stream().mapToLong(OrderLoad.Round::errors).sum() + calm.errors());
    line.put("serviceResidentMiB", memory.toString());
    line.put("database", System.getenv().getOrDefault("LOCKSTEP_DB", "unknown"));
    line.put(
        "durability",
        "innodb_flush_log_at_trx_commit=1, sync_binlog=1 where there is a binary log; quorum"
            + " queues with publish confirms; Kafka acks=all");
    line.put("machine", Machine.inWords());
    line.put("auditOk", rest.get("/audit").json().path("ok").asBoolean());
    line.put("barePipelinePerSecond", pipeline.toString());
    line.put("overBarePipeline", Math.round(100 * overBarePipeline()) / 100.0);
    publish(line);
    return line.toString();
  }

  /** The median of the rounds, each over the mean of the pipeline before and after it. */
  private double overBarePipeline() {
    double[] sorted =
        IntStream.range(0, ROUNDS)
            .mapToDouble(
                i ->
                    rounds.get(i).confirmedPerSecond()
                        * 2
                        / (pipeline.get(i) + pipeline.get(i + 1)))
            .sorted()
            .toArray();
    return sorted[ROUNDS / 2];
  }

  private void publish(ObjectNode line) throws IOException {
    Map<String, Double> bars = new LinkedHashMap<>();
    bars.put("accepted (POST answered)", line.path("acceptedPerSecond").asDouble());
    bars.put("confirmed (end to end)", line.path("confirmedPerSecond").asDouble());
    bars.put(
        "(bare pipeline of 4 hops)",
        pipeline.stream().mapToInt(each -> each).average().orElseThrow());
    int oldOrders = line.path("oldOrders").asInt();
    String name =
        "orders-"
            + line.path("database").asText()
            + (oldOrders == 0 ? "" : "-over-" + oldOrders / 1_000_000 + "-million");
    Path folder = Files.createDirectories(Path.of("docs", "benchmarks"));
    Files.writeString(folder.resolve(name + ".json"), line.toPrettyString() + "\n");
    Files.writeString(
        folder.resolve(name + ".svg"),
        BarChart.of(
            "Orders per second",
            "%s callers over HTTP, median of %s rounds of %s s; orders in the table before: %d"
                .formatted(
                    line.path("callers"), line.path("rounds"), line.path("seconds"), oldOrders),
            bars,
            List.of(
                line.path("database").asText() + "; " + line.path("durability").asText(),
                line.path("machine").asText())));
  }

  /** Of the service's process, where it runs on this machine and we know which it is; else 0. */
  private static long residentMebibytes() throws IOException {
    String pid = System.getenv().getOrDefault("LOCKSTEP_SERVICE_PID", "");
    Path status = Path.of("/proc", pid.isEmpty() ? "none" : pid, "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / BYTES_PER_KIB)
          .findFirst()
          .orElse(0);
    }
  }

  private double median(ToDoubleFunction<OrderLoad.Round> of) {
    double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench orders: " + String.format(format, arguments));
  }
}
