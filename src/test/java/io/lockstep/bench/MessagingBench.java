package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Events to fifty subscribers, quotes, and the relay from the outbox to both brokers. Each part on
 * its own, one after the other.
 */
final class MessagingBench {
  private static final int SUBSCRIBERS = 50;
  private static final int RELAYED = Numbers.COUNT;
  private static final int SUBJECTS = 10_000;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(180);

  private final URI service;
  private final Rest rest;
  private final int callers;
  private final Duration time;
  private final ObjectNode report = new ObjectMapper().createObjectNode();

  MessagingBench(URI service, int callers, Duration time) {
    this.service = service;
    this.rest = Rest.at(service);
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

  private void quotes() throws InterruptedException {
    OrderFixture given = OrderFixture.through(rest);
    List<String> skus = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      skus.add(given.aProductWithStock(1000));
    }
    say("quotes: warming up for %d s", WARM_UP.toSeconds());
    load(skus, WARM_UP, 0, new Latencies(), new AtomicLong());
    AtomicLong errors = new AtomicLong();
    Latencies full = new Latencies();
    long perSecond = load(skus, time, 0, full, errors);
    say("quotes: %d a second", perSecond);
    Latencies half = new Latencies();
    long paced = load(skus, time, perSecond / 2.0, half, errors);
    report.put("quotesPerSecond", perSecond);
    report.put("quotesP99Ms", full.percentile(0.99));
    report.put("quotesAtHalfPerSecond", paced);
    report.put("quotesAtHalfP50Ms", half.percentile(0.50));
    report.put("quotesAtHalfP99Ms", half.percentile(0.99));
    report.put("quoteErrors", errors.get());
  }

  /**
   * Asks for quotes.
   *
   * @param pace how many a second; 0 for as many as are answered
   * @return how many were answered a second
   */
  private long load(
      List<String> skus, Duration duration, double pace, Latencies latencies, AtomicLong errors)
      throws InterruptedException {
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    AtomicLong turn = new AtomicLong();
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      threads[i] =
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  long due =
                      pace == 0
                          ? System.nanoTime()
                          : began + (long) (turn.getAndIncrement() * 1e9 / pace);
                  LockSupport.parkNanos(due - System.nanoTime());
                  askOnce(skus, pace == 0 ? System.nanoTime() : due, latencies, errors);
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Math.round(latencies.count() / ((System.nanoTime() - began) / 1e9));
  }

  private void askOnce(List<String> skus, long due, Latencies latencies, AtomicLong errors) {
    String sku = skus.get(ThreadLocalRandom.current().nextInt(skus.size()));
    try {
      int status =
          rest.post("/quotes", Map.of("items", List.of(Map.of("sku", sku, "quantity", 2))))
              .status();
      if (status == 200) {
        latencies.add((System.nanoTime() - due) / 1000);
      } else {
        errors.incrementAndGet();
      }
    } catch (RuntimeException notAnswered) {
      errors.incrementAndGet();
    }
  }

  // ---------------------------------------------------------------------------------------------

  /**
   * Rows for both brokers appear in the outbox at once; counted until the last one is confirmed.
   */
  private void relay() throws SQLException {
    String run = "bench-" + UUID.randomUUID();
    String topic = "bench-relay";
    Stack stack = Stack.current();
    try (RabbitTap rabbit = RabbitTap.on(stack).bind("events", "bench.relay");
        KafkaTap kafka = KafkaTap.on(stack, topic);
        Connection connection =
            DriverManager.getConnection(
                stack.setting("QUARKUS_DATASOURCE_JDBC_URL"),
                stack.setting("QUARKUS_DATASOURCE_USERNAME"),
                stack.setting("QUARKUS_DATASOURCE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      say("relay: %d messages of %d subjects for each broker", RELAYED, SUBJECTS);
      connection.setAutoCommit(false);
      fill(statement, run, "R", "events");
      fill(statement, run, "K", topic);
      long began = System.nanoTime();
      connection.commit();
      connection.setAutoCommit(true);
      long end = began + DRAIN.toNanos();
      while ((rabbit.count() < RELAYED || kafka.count() < RELAYED || left(statement, run) > 0)
          && System.nanoTime() < end) {
        LockSupport.parkNanos(20_000_000L);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      report.put("relayedToEachBroker", RELAYED);
      report.put("relayPerSecond", Math.round(RELAYED / seconds));
      report.put("relayMessagesPerSecondBothBrokers", Math.round(2 * RELAYED / seconds));
      report.put("relayOrderKept", orderKept(rabbit, kafka, run));
    }
  }

  /** Numbers 0..99,999 from a join of digits; the subject of each is its last digits. */
  private static void fill(Statement statement, String run, String broker, String destination)
      throws SQLException {
    int inserted =
        statement.executeUpdate(
            """
            INSERT INTO outbox (broker, shard, destination, routing_key, message_id, type, subject,
                                data, occurred_at, created_at)
            SELECT '%s', MOD(CRC32(CONCAT('%s/', MOD(n, %d))), 8), '%s', 'bench.relay',
                   CONCAT('%s-', n), 'bench.relay', CONCAT('%s/', MOD(n, %d)),
                   CONCAT('{"n":', n, ',"text":"%s"}'), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
              FROM %s numbers ORDER BY n
            """
                .formatted(
                    broker,
                    run,
                    SUBJECTS,
                    destination,
                    run,
                    run,
                    SUBJECTS,
                    "x".repeat(200),
                    Numbers.table()));
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

  private void events() throws InterruptedException {
    say("events: %d subscribers", SUBSCRIBERS);
    String topic = "bench" + UUID.randomUUID().toString().replace("-", "");
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      streams.add(EventStream.open(service.resolve("/events?types=" + topic)));
    }
    AtomicLong published = new AtomicLong();
    AtomicLong errors = new AtomicLong();
    long began = System.nanoTime();
    long end = began + time.toNanos();
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      threads[i] =
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  int status =
                      rest.post("/events", Map.of("type", topic, "data", Map.of("a", 1))).status();
                  (status == 202 ? published : errors).incrementAndGet();
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double publishedIn = (System.nanoTime() - began) / 1e9;
    long all = published.get();
    long drained = System.nanoTime() + DRAIN.toNanos();
    while (streams.stream().anyMatch(each -> each.count() < all && !each.hasEnded())
        && System.nanoTime() < drained) {
      LockSupport.parkNanos(100_000_000L);
    }
    double deliveredIn = (System.nanoTime() - began) / 1e9;
    long delivered = streams.stream().mapToLong(each -> each.count()).sum();
    report.put("eventSubscribers", SUBSCRIBERS);
    report.put("eventsPublishedPerSecond", Math.round(all / publishedIn));
    report.put("eventsDeliveredPerSecond", Math.round(delivered / deliveredIn));
    report.put("eventsLost", all * SUBSCRIBERS - delivered);
    report.put("subscribersDropped", streams.stream().filter(EventStream::hasEnded).count());
    report.put("eventErrors", errors.get());
    streams.forEach(EventStream::close);
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench messaging: " + String.format(format, arguments));
  }
}
