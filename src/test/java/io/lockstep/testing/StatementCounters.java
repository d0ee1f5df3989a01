package io.lockstep.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;

/**
 * How many statements the database has carried out for everybody, by its own counters. What this
 * connection itself asks is not among them.
 */
public final class StatementCounters implements AutoCloseable {
  private static final List<String> WRITES =
      List.of(
          "insert",
          "insert_select",
          "update",
          "update_multi",
          "delete",
          "delete_multi",
          "replace",
          "replace_select");

  private final Connection connection;

  private StatementCounters(Connection connection) {
    this.connection = connection;
  }

  /** Those of this stack's database. */
  public static StatementCounters of(Stack stack) {
    try {
      return new StatementCounters(stack.connect());
    } catch (SQLException away) {
      throw new IllegalStateException(away);
    }
  }

  /** What has been carried out until now. */
  public Reading read() {
    Map<String, Long> counts = read("GLOBAL");
    read("SESSION").forEach((name, own) -> counts.merge(name, -own, Long::sum));
    return new Reading(counts, System.nanoTime());
  }

  /** The one number that a query finds, which is not counted. */
  public long number(String query) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** What is carried out while so much time passes. */
  public Span during(Duration time) {
    Reading before = read();
    return Awaitility.await()
        .pollInterval(time)
        .atMost(time.multipliedBy(2))
        .until(() -> read().since(before), span -> span.time().compareTo(time) >= 0);
  }

  private Map<String, Long> read(String scope) {
    Map<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + scope + " STATUS LIKE 'Com\\_%'")) {
      while (rows.next()) {
        counts.put(rows.getString(1).substring("Com_".length()), rows.getLong(2));
      }
      return counts;
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException away) {
      throw new IllegalStateException(away);
    }
  }

  /** The counters at one time. */
  public record Reading(Map<String, Long> counts, long nanoTime) {
    /** What was carried out since an earlier time. */
    public Span since(Reading before) {
      Map<String, Long> more = new TreeMap<>(counts);
      before.counts.forEach((name, count) -> more.merge(name, -count, Long::sum));
      return new Span(more, Duration.ofNanos(nanoTime - before.nanoTime));
    }
  }

  /** What was carried out within a time. */
  public record Span(Map<String, Long> counts, Duration time) {
    public long selects() {
      return counts.get("select");
    }

    /** Statements that insert, change or delete rows. */
    public long writes() {
      return sum(WRITES);
    }

    public long deletes() {
      return sum(List.of("delete", "delete_multi"));
    }

    public long commits() {
      return counts.get("commit");
    }

    public long prepares() {
      return counts.get("stmt_prepare");
    }

    /** Transactions that were begun, and statements that commit by themselves, are among them. */
    public long statements() {
      return selects() + writes() + sum(List.of("begin", "commit", "rollback", "set_option"));
    }

    private long sum(Collection<String> names) {
      return names.stream().mapToLong(counts::get).sum();
    }

    /** How many of these there are for each second of it. */
    public double perSecond(ToLongFunction<Span> count) {
      return count.applyAsLong(this) * 1e9 / time.toNanos();
    }

    /**
     * How many of these there are for each of so many orders.
     *
     * @param idle what the service asks without any, which is subtracted
     */
    public double each(int orders, Span idle, ToLongFunction<Span> count) {
      double background = idle.perSecond(count) * time.toNanos() / 1e9;
      return (count.applyAsLong(this) - background) / orders;
    }

    @Override
    public String toString() {
      return "%d SELECT, %d writes, %d commits, %d prepares in %d ms: %s"
          .formatted(selects(), writes(), commits(), prepares(), time.toMillis(), nonZero());
    }

    private Map<String, Long> nonZero() {
      Map<String, Long> some = new TreeMap<>(counts);
      some.values().removeIf(count -> count == 0);
      return some;
    }
  }
}
