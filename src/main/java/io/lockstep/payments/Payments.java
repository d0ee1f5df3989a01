package io.lockstep.payments;

import io.lockstep.payments.Payment.Status;
import io.lockstep.payments.PaymentGateway.Charge;
import io.lockstep.platform.Money;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
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
  private static final Table<UUID> PAYMENTS = Table.byId("payments", "order_id");
  private static final TableRows<Payment> MADE =
      PAYMENTS.rows(
          Payment::orderId,
          Column.id("payment_id", Payment::paymentId),
          Column.text("account_id", 64, payment -> payment.charge().userId()),
          Column.number("amount", payment -> payment.charge().amount().amount()),
          Column.chars("currency", 3, payment -> payment.charge().amount().currency()),
          Column.text("status", 16, Payment::status),
          Column.text("reason", 64, Payment::reason),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"),
          Column.sql("updated_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<UUID> VOIDED =
      PAYMENTS.rows(
          orderId -> orderId,
          Column.sql("status", "'VOIDED'"),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"),
          Column.sql("updated_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<Map.Entry<UUID, String>> REASONS =
      PAYMENTS.rows(
          Map.Entry::getKey,
          Column.sql("status", "?"),
          Column.text("reason", 64, Map.Entry::getValue),
          Column.sql("updated_at", "UTC_TIMESTAMP(6)"));

  /** Reads and locks the payments that exist for these orders, in ascending order. */
  public Uni<Map<UUID, Payment>> lock(Tx tx, Collection<UUID> orderIds) {
    return PAYMENTS
        .lock(
            tx,
            RowLock.UPDATE,
            "order_id, payment_id, account_id, amount, currency, status, reason",
            orderIds,
            Payments::payment)
        .map(
            found ->
                found.stream().collect(Collectors.toMap(Payment::orderId, Function.identity())));
  }

  /** Fails with a duplicate key where an order has a payment or a void already. */
  Uni<Void> insert(Tx tx, List<Payment> made) {
    return MADE.insert(tx, made).replaceWithVoid();
  }

  /** Takes the place of payments that were not made yet; a charge under way is waited for. */
  public Uni<Void> voidMissing(Tx tx, Collection<UUID> orderIds) {
    return VOIDED.insertIgnore(tx, orderIds).replaceWithVoid();
  }

  public Uni<Void> markRefunded(Tx tx, Map<UUID, String> reasons) {
    return mark(tx, Status.REFUNDED, reasons);
  }

  /** Marks payments whose money cannot go back now, with why. */
  public Uni<Void> markRefundPending(Tx tx, Map<UUID, String> refusals) {
    return mark(tx, Status.REFUND_PENDING, refusals);
  }

  private static Uni<Void> mark(Tx tx, Status status, Map<UUID, String> reasons) {
    return REASONS.update(tx, reasons.entrySet(), status.name()).replaceWithVoid();
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
