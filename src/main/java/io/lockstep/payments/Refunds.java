package io.lockstep.payments;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sweeps.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of refunds that were refused: why, how often, and when each is tried again. */
@ApplicationScoped
public class Refunds {
  private static final int MOST_DOUBLINGS = 10;

  private final Payments payments;
  private final PaymentsConfig config;

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

  /** How many are pending. */
  Uni<Long> count(Tx tx) {
    return tx.first(
            "SELECT COUNT(*) AS pending FROM refunds WHERE next_at IS NOT NULL",
            row -> row.getLong("pending"))
        .map(found -> found.orElse(0L));
  }

  /** Keeps refunds that were refused for later, each time for longer. */
  Uni<Void> postpone(Tx tx, List<Refused> refused) {
    if (refused.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Refused> ascending =
        refused.stream().sorted(Comparator.comparing(each -> each.orderId().toString())).toList();
    return tx.update(
            """
            INSERT INTO refunds (order_id, reason, refusal, attempts, refused_at, next_at,
                                 traceparent)
            SELECT j.order_id, j.reason, j.refusal, 1, UTC_TIMESTAMP(6),
                   UTC_TIMESTAMP(6) + INTERVAL j.delay MICROSECOND, j.traceparent
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) PATH '$.order',
                reason VARCHAR(64) PATH '$.reason',
                refusal VARCHAR(64) PATH '$.refusal',
                delay BIGINT PATH '$.delay',
                traceparent VARCHAR(64) PATH '$.traceparent')) j
            ON DUPLICATE KEY UPDATE refusal = VALUES(refusal), attempts = attempts + 1,
              next_at = VALUES(next_at)
            """,
            JsonRows.of(ascending, this::row))
        .chain(() -> payments.markRefundPending(tx, refusals(ascending)))
        .replaceWithVoid();
  }

  /** Ends refunds that are made; most were never refused. */
  Uni<Void> end(Tx tx, List<Refund> made) {
    List<String> refusedBefore =
        made.stream()
            .filter(refund -> refund.attempts() > 0)
            .map(refund -> refund.payment().orderId().toString())
            .sorted()
            .toList();
    return refusedBefore.isEmpty()
        ? Uni.createFrom().voidItem()
        : tx.update(
                """
                UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                    id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
                  STRAIGHT_JOIN refunds r FORCE INDEX (PRIMARY) ON r.order_id = j.id
                   SET r.next_at = NULL
                """,
                JsonRows.ofValues(refusedBefore))
            .replaceWithVoid();
  }

  private static Map<UUID, String> refusals(List<Refused> ascending) {
    Map<UUID, String> refusals = new LinkedHashMap<>();
    ascending.forEach(each -> refusals.put(each.orderId(), each.refusal()));
    return refusals;
  }

  private JsonObject row(Refused refused) {
    Refund refund = refused.refund();
    return new JsonObject()
        .put("order", refused.orderId().toString())
        .put("reason", refund.reason())
        .put("refusal", refused.refusal())
        .put("delay", delayAfter(refund.attempts()).toNanos() / 1000)
        .put("traceparent", refund.traceparent());
  }

  private Duration delayAfter(int attempts) {
    Duration delay = config.refundRetry().multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
    return delay.compareTo(config.refundRetryMax()) < 0 ? delay : config.refundRetryMax();
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
