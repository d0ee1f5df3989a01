package io.lockstep.payments;

import io.lockstep.payments.Payment.Status;
import io.lockstep.payments.PaymentGateway.Charge;
import io.lockstep.platform.Money;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of payments: at most one for an order. */
@ApplicationScoped
class Payments {
  /** Reads and locks the payments that exist for these orders, in ascending order. */
  public Uni<Map<UUID, Payment>> lock(Tx tx, Collection<UUID> orderIds) {
    List<String> ascending = orderIds.stream().map(UUID::toString).distinct().sorted().toList();
    return tx.lock(
            RowLock.UPDATE,
            "SELECT p.order_id, p.payment_id, p.account_id, p.amount, p.currency, p.status, p.reason"
                + " FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j"
                + " STRAIGHT_JOIN payments p FORCE INDEX (PRIMARY) ON p.order_id = j.id",
            Payments::payment,
            JsonRows.ofValues(ascending))
        .map(
            found ->
                found.stream().collect(Collectors.toMap(Payment::orderId, Function.identity())));
  }

  /** Fails with a duplicate key where an order has a payment or a void already. */
  Uni<Void> insert(Tx tx, List<Payment> made) {
    if (made.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            INSERT INTO payments (order_id, payment_id, account_id, amount, currency, status, reason,
                                  created_at, updated_at)
            SELECT j.order_id, j.payment_id, j.account_id, j.amount, j.currency, j.status, j.reason,
                   UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                order_id CHAR(36) PATH '$.o',
                payment_id CHAR(36) PATH '$.p',
                account_id VARCHAR(64) PATH '$.u',
                amount BIGINT PATH '$.a',
                currency CHAR(3) PATH '$.c',
                status VARCHAR(16) PATH '$.s',
                reason VARCHAR(64) PATH '$.r')) j
            """,
            JsonRows.of(made, Payments::row))
        .replaceWithVoid();
  }

  /** Takes the place of payments that were not made yet; a charge under way is waited for. */
  public Uni<Void> voidMissing(Tx tx, Collection<UUID> orderIds) {
    List<String> ascending = orderIds.stream().map(UUID::toString).distinct().sorted().toList();
    return tx.update(
            """
            INSERT IGNORE INTO payments (order_id, status, created_at, updated_at)
            SELECT j.order_id, 'VOIDED', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (order_id CHAR(36) PATH '$')) j
            """,
            JsonRows.ofValues(ascending))
        .replaceWithVoid();
  }

  public Uni<Void> markRefunded(Tx tx, Map<UUID, String> reasons) {
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$.o',
                reason VARCHAR(64) PATH '$.r')) j
              STRAIGHT_JOIN payments p FORCE INDEX (PRIMARY) ON p.order_id = j.id
               SET p.status = 'REFUNDED', p.reason = j.reason, p.updated_at = UTC_TIMESTAMP(6)
            """,
            JsonRows.of(
                reasons.entrySet(),
                entry ->
                    new JsonObject()
                        .put("o", entry.getKey().toString())
                        .put("r", entry.getValue())))
        .replaceWithVoid();
  }

  /** Marks payments whose money cannot go back now, with why. */
  public Uni<Void> markRefundPending(Tx tx, Map<UUID, String> refusals) {
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$.order',
                reason VARCHAR(64) PATH '$.reason')) j
              STRAIGHT_JOIN payments p FORCE INDEX (PRIMARY) ON p.order_id = j.id
               SET p.status = 'REFUND_PENDING', p.reason = j.reason,
                   p.updated_at = UTC_TIMESTAMP(6)
            """,
            JsonRows.of(
                refusals.entrySet(),
                entry ->
                    new JsonObject()
                        .put("order", entry.getKey().toString())
                        .put("reason", entry.getValue())))
        .replaceWithVoid();
  }

  private static JsonObject row(Payment payment) {
    return new JsonObject()
        .put("o", payment.orderId().toString())
        .put("p", payment.paymentId().toString())
        .put("u", payment.charge().userId())
        .put("a", payment.charge().amount().amount())
        .put("c", payment.charge().amount().currency())
        .put("s", payment.status().name())
        .put("r", payment.reason());
  }

  private static Payment payment(Row row) {
    UUID orderId = UUID.fromString(row.getString("order_id"));
    Status status = Status.valueOf(row.getString("status"));
    return status == Status.VOIDED
        ? Payment.voided(orderId)
        : new Payment(
            orderId,
            UUID.fromString(row.getString("payment_id")),
            new Charge(
                row.getString("account_id"),
                new Money(row.getLong("amount"), row.getString("currency"))),
            status,
            row.getString("reason"));
  }
}
