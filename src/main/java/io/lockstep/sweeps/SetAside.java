package io.lockstep.sweeps;

import io.lockstep.platform.CodePoints;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** The table {@code set_aside}: items that could not be done, and when each is tried again. */
@ApplicationScoped
class SetAside {
  private static final Logger LOG = Logger.getLogger(SetAside.class);
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  /** How long a look is believed that found nothing of this instance's own doing. */
  private static final Duration BELIEVED = Duration.ofSeconds(2);

  private static final int LONGEST_ERROR = 500;
  private static final String USE_CASE = "use_case";
  private static final TableRows<String> POSTPONED =
      Table.<String>of(
              "set_aside", Column.sql("use_case", "?"), Column.text("item", 255, item -> item))
          .rows(
              item -> item,
              Column.sql(
                  "next_at",
                  "UTC_TIMESTAMP(6) + INTERVAL"
                      + " LEAST(?, ? * POW(2, LEAST(set_aside.attempts, ?))) MICROSECOND"),
              Column.sql("attempts", "set_aside.attempts + 1"));

  private final Transactions transactions;
  private final MeterRegistry metrics;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private volatile boolean isCurrent;
  private volatile long looked;

  SetAside(Transactions transactions, MeterRegistry metrics) {
    this.transactions = transactions;
    this.metrics = metrics;
  }

  /** Shows from now on in the metrics how many items of this use case are set aside. */
  void count(String useCase) {
    counts.computeIfAbsent(useCase, this::gauge);
  }

  private AtomicLong gauge(String useCase) {
    AtomicLong count = new AtomicLong();
    Gauge.builder("lockstep.sweep.set.aside", count, AtomicLong::get)
        .tag(USE_CASE, useCase)
        .strongReference(true)
        .register(metrics);
    return count;
  }

  /** Sets an item aside. It is logged unless it is there already. */
  Uni<Void> add(String useCase, String item, Throwable error) {
    failed(useCase);
    return transactions
        .run(
            "set-aside",
            tx ->
                tx.update(
                    """
                    INSERT IGNORE INTO set_aside (use_case, item, error, attempts, since, next_at)
                    VALUES (?, ?, ?, 1, UTC_TIMESTAMP(6),
                            UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND)
                    """,
                    useCase,
                    item,
                    describe(error),
                    micros(FIRST_DELAY)))
        .invoke(
            added -> {
              isCurrent = false;
              if (added == 1) {
                log(useCase, item, error);
              }
            })
        .replaceWithVoid();
  }

  /**
   * Takes items whose time has come: no other instance takes them before their next time, which
   * this sets.
   */
  Uni<List<String>> claim(String useCase, int limit) {
    return countNow(useCase)
        .flatMap(
            count ->
                count == 0
                    ? Uni.createFrom().item(List.of())
                    : transactions.run("set-aside", tx -> claim(tx, useCase, limit)));
  }

  /** Whether anything of this use case is set aside. */
  Uni<Boolean> isAny(String useCase) {
    return countNow(useCase).map(count -> count > 0);
  }

  /** One look for all use cases, which is believed for a while. */
  private Uni<Long> countNow(String useCase) {
    return System.nanoTime() - looked < BELIEVED.toNanos() && isCurrent
        ? Uni.createFrom().item(counts.get(useCase).get())
        : look().map(done -> counts.get(useCase).get());
  }

  private Uni<Void> look() {
    isCurrent = true;
    return transactions
        .read(
            tx ->
                tx.list(
                    "SELECT use_case, COUNT(*) AS items FROM set_aside GROUP BY use_case",
                    row -> Map.entry(row.getString(USE_CASE), row.getLong("items"))))
        .invoke(this::counted)
        .onFailure()
        .invoke(() -> isCurrent = false)
        .replaceWithVoid();
  }

  private void counted(List<Map.Entry<String, Long>> found) {
    Map<String, Long> now = new HashMap<>();
    found.forEach(each -> now.put(each.getKey(), each.getValue()));
    counts.forEach((useCase, count) -> count.set(now.getOrDefault(useCase, 0L)));
    looked = System.nanoTime();
  }

  private static Uni<List<String>> claim(Tx tx, String useCase, int limit) {
    return tx.lock(
            RowLock.UPDATE_SKIP_LOCKED,
            """
            SELECT item FROM set_aside
             WHERE use_case = ? AND next_at <= UTC_TIMESTAMP(6) ORDER BY next_at LIMIT ?
            """,
            row -> row.getString("item"),
            useCase,
            limit)
        .call(items -> postpone(tx, useCase, items));
  }

  private static Uni<Void> postpone(Tx tx, String useCase, List<String> items) {
    return POSTPONED
        .update(tx, items, useCase, micros(LONGEST_DELAY), micros(FIRST_DELAY), MOST_DOUBLINGS)
        .replaceWithVoid();
  }

  /** What a claimed item failed with this time. */
  Uni<Void> failedAgain(String useCase, String item, Throwable error) {
    failed(useCase);
    LOG.debugf("%s failed on %s again: %s", useCase, item, error);
    return transactions
        .run(
            "set-aside",
            tx ->
                tx.update(
                    "UPDATE set_aside SET error = ? WHERE use_case = ? AND item = ?",
                    describe(error),
                    useCase,
                    item))
        .replaceWithVoid();
  }

  /** Nothing is left to do of this item. */
  Uni<Void> remove(String useCase, String item) {
    return transactions
        .run(
            "set-aside",
            tx -> tx.update("DELETE FROM set_aside WHERE use_case = ? AND item = ?", useCase, item))
        .invoke(() -> isCurrent = false)
        .invoke(removed -> LOG.infof("%s is done with %s, which was set aside", useCase, item))
        .replaceWithVoid();
  }

  private static void log(String useCase, String item, Throwable error) {
    if (SqlErrors.isLockWaitTimeout(error) || SqlErrors.isDeadlock(error)) {
      LOG.warnf("%s sets %s aside, which others have locked", useCase, item);
    } else {
      LOG.errorf("%s sets %s aside and goes on with the others: %s", useCase, item, error);
      LOG.debug("why it was set aside", error);
    }
  }

  private void failed(String useCase) {
    metrics.counter("lockstep.sweep.failed", USE_CASE, useCase).increment();
  }

  private static String describe(Throwable error) {
    return CodePoints.first(LONGEST_ERROR, error.toString());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
