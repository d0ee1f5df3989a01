package io.lockstep.payments.ledger;

import io.lockstep.payments.Payment;
import io.lockstep.payments.Payments;
import io.lockstep.payments.PaymentsConfig;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The rows of refunds that were refused: why, how often, and when each is tried again. */
@ApplicationScoped
public class Refunds {
  private static final int MOST_DOUBLINGS = 10;
  private static final Table<UUID> REFUNDS = Table.byId("refunds", "order_id");
  private static final TableRows<UUID> ENDED =
      REFUNDS.rows(orderId -> orderId, Column.sql("next_at", "NULL"));

  private final TableRows<Refused> postponed =
      REFUNDS.rows(
          Refused::orderId,
          Column.text("reason", 64, refused -> refused.refund().reason()),
          Column.text("refusal", 64, Refused::refusal),
          Column.sql("attempts", "1"),
          Column.sql("refused_at", "UTC_TIMESTAMP(6)"),
          Column.number("delay", this::delayAfter).unstored(),
          Column.sql("next_at", "UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND"),
          Column.text("traceparent", 64, refused -> refused.refund().traceparent()));

  private final Payments payments;
  private final PaymentsConfig config;
  private final AtomicBoolean postponedHere = new AtomicBoolean(true);

  Refunds(Payments payments, PaymentsConfig config) {
    this.payments = payments;
    this.config = config;
  }

  /** The orders whose refunds are due, the longest due first; reads without a lock. */
  Uni<List<String>> dueIds(Tx tx, Due which) {
    return tx.list(
        due(which, ""), row -> row.getString("order_id"), which.argument(), which.limit());
  }

  /** Locks refunds that are due and that nobody else is at, and their payments. */
  Uni<List<Refund>> lockDue(Tx tx, Due which) {
    return tx.lock(
            RowLock.UPDATE_SKIP_LOCKED,
            due(which, ", r.reason, r.attempts, r.traceparent"),
            Pending::of,
            which.argument(),
            which.limit())
        .flatMap(found -> withPayments(tx, found));
  }

  /** Locks one refund, due or not; empty where none is pending. */
  public Uni<List<Refund>> lock(Tx tx, UUID orderId) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT r.order_id, r.reason, r.attempts, r.traceparent FROM refunds r"
                + " WHERE r.order_id = ? AND r.next_at IS NOT NULL",
            Pending::of,
            orderId.toString())
        .flatMap(found -> withPayments(tx, found));
  }

  private static String due(Due which, String more) {
    return "SELECT r.order_id%s FROM refunds r WHERE r.next_at <= UTC_TIMESTAMP(6) AND %s"
            .formatted(more, which.condition("r.order_id"))
        + " ORDER BY r.next_at LIMIT ?";
  }

  private Uni<List<Refund>> withPayments(Tx tx, List<Pending> pending) {
    List<UUID> ids = pending.stream().map(Pending::orderId).toList();
    return pending.isEmpty()
        ? Uni.createFrom().item(List.of())
        : payments
            .lock(tx, ids)
            .map(found -> pending.stream().map(each -> each.of(found)).toList());
  }

  /** Whether this instance has postponed one since the last call. */
  boolean wasPostponed() {
    return postponedHere.getAndSet(false);
  }

  /** How many are pending. */
  Uni<Long> count(Tx tx) {
    return tx.first(
            "SELECT COUNT(*) AS pending FROM refunds WHERE next_at IS NOT NULL",
            row -> row.getLong("pending"))
        .map(found -> found.orElse(0L));
  }

  /** Keeps refunds that were refused for later, each time for longer. */
  Uni<Void> postpone(Tx tx, List<Refused> refused) {
    if (!refused.isEmpty()) {
      tx.afterCommit(() -> postponedHere.set(true));
    }
    return postponed
        .insertOrUpdate(
            tx,
            refused,
            "refusal = VALUES(refusal), attempts = attempts + 1, next_at = VALUES(next_at)")
        .chain(() -> payments.markRefundPending(tx, refusals(refused)));
  }

  /** Ends refunds that are made; most were never refused. */
  Uni<Void> end(Tx tx, List<Refund> made) {
    List<UUID> refusedBefore =
        made.stream()
            .filter(refund -> refund.attempts() > 0)
            .map(refund -> refund.payment().orderId())
            .toList();
    return ENDED.update(tx, refusedBefore).replaceWithVoid();
  }

  private static Map<UUID, String> refusals(List<Refused> refused) {
    return refused.stream()
        .collect(Collectors.toMap(Refused::orderId, Refused::refusal, (one, other) -> other));
  }

  /** In microseconds. */
  private long delayAfter(Refused refused) {
    int doublings = Math.min(refused.refund().attempts(), MOST_DOUBLINGS);
    Duration delay = config.refundRetry().multipliedBy(1L << doublings);
    Duration most = config.refundRetryMax();
    return (delay.compareTo(most) < 0 ? delay : most).toNanos() / 1000;
  }

  /**
   * A refund that cannot be made now.
   *
   * @param refusal why: {@code insufficient-funds}, {@code balance-overflow}, ...
   */
  record Refused(Refund refund, String refusal) {
    UUID orderId() {
      return refund.payment().orderId();
    }
  }

  private record Pending(UUID orderId, String reason, int attempts, String traceparent) {
    static Pending of(Row row) {
      return new Pending(
          UUID.fromString(row.getString("order_id")),
          row.getString("reason"),
          row.getInteger("attempts"),
          row.getString("traceparent"));
    }

    Refund of(Map<UUID, Payment> found) {
      return new Refund(found.get(orderId), reason, attempts, traceparent);
    }
  }
}
