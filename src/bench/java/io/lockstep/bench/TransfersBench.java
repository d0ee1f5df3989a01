package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.Latencies;
import io.lockstep.testing.Rest;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Transfers between 2, 20 and 1,000 accounts: over REST from the service, and as the same
 * transaction on plain JDBC from threads of this process, against the same database. The two take
 * turns round by round, so that whatever else happens on the machine happens to both. The service
 * pays for HTTP and JSON on top of what is compared.
 */
final class TransfersBench {
  private static final List<Integer> ACCOUNTS = List.of(2, 20, 1000);
  private static final int ROUNDS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final long PLENTY = 1_000_000_000L;

  private final URI service;
  private final Rest rest;
  private final int callers;
  private final Duration time;

  TransfersBench(URI service, int callers, Duration time) {
    this.service = service;
    this.rest = Login.ofEnvironment().at(service);
    this.callers = callers;
    this.time = time;
  }

  /** One line for each number of accounts. */
  String run() throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    try (RestTransfers ours = new RestTransfers(service, callers);
        JdbcTransfers theirs = new JdbcTransfers()) {
      for (int count : ACCOUNTS) {
        lines.append(measure(accounts(count), ours, theirs)).append('\n');
      }
    }
    return lines.toString().strip();
  }

  private List<String> accounts(int count) {
    say("preparing %d accounts", count);
    return IntStream.range(0, count).parallel().mapToObj(n -> anAccount()).toList();
  }

  private String anAccount() {
    String id = "bench-" + UUID.randomUUID();
    rest.put("/accounts/" + id, Map.of("currency", "EUR")).expect(201);
    rest.post("/accounts/" + id + "/deposits", Map.of("amount", PLENTY, "currency", "EUR"))
        .expect(201);
    return id;
  }

  private String measure(List<String> accounts, RestTransfers ours, JdbcTransfers theirs)
      throws InterruptedException {
    Side rest = new Side();
    Side jdbc = new Side();
    rest.during(WARM_UP, end -> ours.run(accounts, end, rest.made, rest.errors));
    jdbc.during(WARM_UP, end -> runJdbc(accounts, end, theirs, jdbc));
    rest.forget();
    jdbc.forget();
    for (int round = 0; round < ROUNDS; round++) {
      rest.during(time.dividedBy(ROUNDS), end -> ours.run(accounts, end, rest.made, rest.errors));
      jdbc.during(time.dividedBy(ROUNDS), end -> runJdbc(accounts, end, theirs, jdbc));
      say(
          "%d accounts, round %d: %.0f and %.0f",
          accounts.size(), round + 1, rest.perSecond(), jdbc.perSecond());
    }
    return report(accounts.size(), rest, jdbc);
  }

  private void runJdbc(List<String> accounts, long end, JdbcTransfers theirs, Side side)
      throws InterruptedException {
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      threads[i] = new Thread(() -> transferUntil(accounts, end, theirs, side), "jdbc-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void transferUntil(
      List<String> accounts, long end, JdbcTransfers theirs, Side side) {
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      try {
        theirs.transfer(accounts);
        side.made.add((System.nanoTime() - began) / 1000);
      } catch (SQLException failed) {
        side.errors.incrementAndGet();
      }
    }
  }

  private String report(int accounts, Side ours, Side jdbc) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bench", "transfers");
    line.put("accounts", accounts);
    line.put("callers", callers);
    line.put("secondsEach", time.toSeconds());
    line.put("perSecond", Math.round(ours.perSecond()));
    line.put("jdbcPerSecond", Math.round(jdbc.perSecond()));
    line.put("ratio", Math.round(100 * ours.perSecond() / jdbc.perSecond()) / 100.0);
    line.put("p50Ms", ours.made.percentile(0.50));
    line.put("p99Ms", ours.made.percentile(0.99));
    line.put("jdbcP50Ms", jdbc.made.percentile(0.50));
    line.put("jdbcP99Ms", jdbc.made.percentile(0.99));
    line.put("errors", ours.errors.get());
    line.put("jdbcErrors", jdbc.errors.get());
    line.put("database", System.getenv().getOrDefault("LOCKSTEP_DB", "unknown"));
    line.put(
        "durability",
        "innodb_flush_log_at_trx_commit=1, sync_binlog=1 where there is a binary log");
    line.put("auditOk", rest.get("/audit").json().path("ok").asBoolean());
    return line.toString();
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench transfers: " + String.format(format, arguments));
  }

  /** One of the two ways, with what it has done so far. */
  private static final class Side {
    private final AtomicLong errors = new AtomicLong();
    private Latencies made = new Latencies();
    private double seconds;

    void during(Duration duration, Round round) throws InterruptedException {
      long began = System.nanoTime();
      round.run(began + duration.toNanos());
      seconds += (System.nanoTime() - began) / 1e9;
    }

    void forget() {
      made = new Latencies();
      errors.set(0);
      seconds = 0;
    }

    double perSecond() {
      return made.count() / seconds;
    }
  }

  @FunctionalInterface
  private interface Round {
    void run(long end) throws InterruptedException;
  }
}
