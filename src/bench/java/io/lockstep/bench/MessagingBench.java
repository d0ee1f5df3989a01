package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.ClosedLoop;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.Latencies;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Events to fifty subscribers, quotes, and the relay from the outbox to both brokers. Each part on
 * its own, one after the other.
 */
final class MessagingBench {
  private static final int SUBSCRIBERS = 50;
  private static final int RELAYED = Numbers.COUNT;
  private static final int SUBJECTS = 10_000;
  private static final int RELAY_ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  /** Until a new rate has become usual for service and load alike. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final Duration DRAIN = Duration.ofSeconds(180);

  private final URI service;
  private final Rest rest;
  private final int callers;
  private final Duration time;
  private final ObjectNode report = new ObjectMapper().createObjectNode();

  MessagingBench(URI service, int callers, Duration time) {
    this.service = service;
    this.rest = Login.ofEnvironment().at(service);
    this.callers = callers;
    this.time = time;
  }

  String run() throws Exception {
    report.put("bench", "messaging");
    report.put("callers", callers);
    report.put("seconds", time.toSeconds());
    quotes();
    relay();
    events();
    report.put("database", System.getenv().getOrDefault("LOCKSTEP_DB", "unknown"));
    return report.toString();
  }

  // ---------------------------------------------------------------------------------------------

  private void quotes() {
    OrderFixture given = OrderFixture.through(rest);
    List<String> skus = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      skus.add(given.aProductWithStock(1000));
    }
    try (HttpPosts posts = new HttpPosts(service, "/quotes", 200)) {
      Supplier<Uni<Boolean>> ask = () -> posts.post(question(skus)).replaceWith(true);
      say("quotes: warming up for %d s", WARM_UP.toSeconds());
      ClosedLoop.Figures cold = ClosedLoop.async(callers, WARM_UP, ask);
      ClosedLoop.Figures full = ClosedLoop.async(callers, time, ask);
      say("quotes: %.0f a second", full.acceptedPerSecond());
      double pace = full.acceptedPerSecond() / 2;
      Latencies half = new Latencies();
      long errors = OpenLoop.run(pace, SETTLING, ask, new Latencies());
      errors += OpenLoop.run(pace, time, ask, half);
      report.put("quotesPerSecond", Math.round(full.acceptedPerSecond()));
      report.put("quotesP99Ms", full.p99());
      report.put("quotesAtHalfPerSecond", Math.round(pace));
      report.put("quotesAtHalfP50Ms", half.percentile(0.50));
      report.put("quotesAtHalfP99Ms", half.percentile(0.99));
      report.put("quoteErrors", cold.errors() + full.errors() + errors);
    }
  }

  private static String question(List<String> skus) {
    return "{\"items\":[{\"sku\":\""
        + skus.get(ThreadLocalRandom.current().nextInt(skus.size()))
        + "\",\"quantity\":2}]}";
  }

  // ---------------------------------------------------------------------------------------------

  /** The first time is the warm-up. */
  private void relay() throws SQLException {
    relayed("warm-up");
    List<Double> rates = new ArrayList<>();
    for (int round = 1; round <= RELAY_ROUNDS; round++) {
      rates.add(relayed("round " + round + " of " + RELAY_ROUNDS));
    }
    double median = rates.stream().sorted().skip(RELAY_ROUNDS / 2).findFirst().orElseThrow();
    report.put("relayedToEachBroker", RELAYED);
    report.put("relayPerSecond", Math.round(median));
    report.put("relayMessagesPerSecondBothBrokers", Math.round(2 * median));
    report.put("relayOrderKept", true);
  }

  /**
   * Rows for both brokers appear in the outbox at once; counted until the last one is confirmed.
   *
   * @return how many a second
   */
  private double relayed(String round) throws SQLException {
    String run = "bench-" + UUID.randomUUID();
    String topic = "bench-relay";
    Stack stack = Stack.current();
    try (RabbitTap rabbit = RabbitTap.on(stack).unchecked().bind("events", "bench.relay");
        KafkaTap kafka = KafkaTap.on(stack, topic).unchecked();
        Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      fill(statement, run, topic);
      long began = System.nanoTime();
      connection.commit();
      connection.setAutoCommit(true);
      long end = began + DRAIN.toNanos();
      while ((rabbit.count() < RELAYED || kafka.count() < RELAYED || left(statement, run) > 0)
          && System.nanoTime() < end) {
        LockSupport.parkNanos(20_000_000L);
      }
      double perSecond = RELAYED / ((System.nanoTime() - began) / 1e9);
      say("relay, %s: %.0f messages a second to each broker", round, perSecond);
      if (!orderKept(rabbit, kafka, run)) {
        throw new IllegalStateException("the relay did not keep the order of a subject");
      }
      return perSecond;
    }
  }

  /** Numbers 0..99,999 from a join of digits; the subject of each is its last digits. */
  private static void fill(Statement statement, String run, String topic) throws SQLException {
    int inserted =
        statement.executeUpdate(
            """
            INSERT INTO outbox (waits_for, shard, exchange, topic, routing_key, message_id, type,
                                subject, data, occurred_at, created_at)
            SELECT 'B', MOD(CRC32(CONCAT('%s/', MOD(n, %d))), 8), 'events', '%s', 'bench.relay',
                   CONCAT('%s-', n), 'bench.relay', CONCAT('%s/', MOD(n, %d)),
                   CONCAT('{"n":', n, ',"text":"%s"}'), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
              FROM %s numbers ORDER BY n
            """
                .formatted(
                    run, SUBJECTS, topic, run, run, SUBJECTS, "x".repeat(200), Numbers.table()));
    if (inserted != RELAYED) {
      throw new IllegalStateException("inserted " + inserted);
    }
  }

  private static long left(Statement statement, String run) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT COUNT(*) FROM outbox WHERE message_id LIKE '" + run + "-%'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Waits until both taps have heard everything. */
  private static boolean orderKept(RabbitTap rabbit, KafkaTap kafka, String run) {
    long end = System.nanoTime() + DRAIN.toNanos();
    while ((rabbit.count() < RELAYED || kafka.count() < RELAYED) && System.nanoTime() < end) {
      LockSupport.parkNanos(500_000_000L);
    }
    Map<String, Long> last = new HashMap<>();
    boolean kept = rabbit.count() >= RELAYED && kafka.count() >= RELAYED;
    for (RabbitTap.Message message : rabbit.messages()) {
      kept &= follows(last, "R" + message.subject(), message.id(), run);
    }
    for (KafkaTap.Message message : kafka.messages()) {
      kept &= follows(last, "K" + message.key(), message.id(), run);
    }
    return kept;
  }

  /** A message may come twice, but none before one that is older. */
  private static boolean follows(Map<String, Long> last, String subject, String id, String run) {
    long number = Long.parseLong(id.substring(run.length() + 1));
    Long before = last.put(subject, number);
    return before == null || before <= number;
  }

  // ---------------------------------------------------------------------------------------------

  private void events() {
    say("events: %d subscribers", SUBSCRIBERS);
    String topic = "bench" + UUID.randomUUID().toString().replace("-", "");
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      streams.add(EventStream.open(service.resolve("/events?types=" + topic)));
    }
    long began = System.nanoTime();
    ClosedLoop.Figures published;
    try (HttpPosts posts = new HttpPosts(service, "/events", 202)) {
      String event = "{\"type\":\"" + topic + "\",\"data\":{\"a\":1}}";
      published = ClosedLoop.async(callers, time, () -> posts.post(event).replaceWith(true));
    }
    long all = published.accepted();
    long drained = System.nanoTime() + DRAIN.toNanos();
    while (streams.stream().anyMatch(each -> each.count() < all && !each.hasEnded())
        && System.nanoTime() < drained) {
      LockSupport.parkNanos(100_000_000L);
    }
    double deliveredIn = (System.nanoTime() - began) / 1e9;
    long delivered = streams.stream().mapToLong(each -> each.count()).sum();
    report.put("eventSubscribers", SUBSCRIBERS);
    report.put("eventsPublishedPerSecond", Math.round(published.acceptedPerSecond()));
    report.put("eventsDeliveredPerSecond", Math.round(delivered / deliveredIn));
    report.put("eventsLost", all * SUBSCRIBERS - delivered);
    report.put("subscribersDropped", streams.stream().filter(EventStream::hasEnded).count());
    report.put("eventErrors", published.errors());
    streams.forEach(EventStream::close);
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench messaging: " + String.format(format, arguments));
  }
}
