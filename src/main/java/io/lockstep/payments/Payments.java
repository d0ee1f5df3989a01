package io.lockstep.payments;

import io.lockstep.payments.Payment.Aim;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of payments: at most one for an order. */
@ApplicationScoped
public class Payments {
  private static final String COLUMNS =
      "order_id, payment_id, account_id, amount, currency, provider, reference, status, confirmed,"
          + " reason, aim, undo_reason, traceparent";
  private static final Table<UUID> PAYMENTS = Table.byId("payments", "order_id");
  private static final TableRows<Payment> MADE =
      PAYMENTS.rows(
          Payment::orderId,
          Column.id("payment_id", Payment::paymentId),
          Column.text("account_id", 64, payment -> payment.charge().userId()),
          Column.number("amount", payment -> payment.charge().amount().amount()),
          Column.chars("currency", 3, payment -> payment.charge().amount().currency()),
          Column.text("provider", 32, Payment::provider),
          Column.text("status", 16, Payment::status),
          Column.text("reason", 64, Payment::reason),
          Column.text("traceparent", 64, payment -> payment.aim().traceparent()),
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
  private static final TableRows<Payment> MOVED =
      PAYMENTS.rows(
          Payment::orderId,
          Column.text("reference", 255, Payment::reference),
          Column.text("status", 16, Payment::status),
          Column.text("confirmed", 16, Payment::confirmed),
          Column.text("reason", 64, Payment::reason),
          Column.text("aim", 16, payment -> payment.aim().kind()),
          Column.text("undo_reason", 64, payment -> payment.aim().reason()),
          Column.sql("updated_at", "UTC_TIMESTAMP(6)"));

  /** Reads and locks the payments that exist for these orders, in ascending order. */
  public Uni<Map<UUID, Payment>> lock(Tx tx, Collection<UUID> orderIds) {
    return PAYMENTS
        .lock(tx, RowLock.UPDATE, COLUMNS, orderIds, Payments::payment)
        .map(Payments::byOrder);
  }

  /** Reads the payments that exist for these orders, without a lock. */
  public Uni<Map<UUID, Payment>> read(Tx tx, Collection<UUID> orderIds) {
    return PAYMENTS.read(tx, COLUMNS, orderIds, Payments::payment).map(Payments::byOrder);
  }

  private static Map<UUID, Payment> byOrder(List<Payment> found) {
    return found.stream().collect(Collectors.toMap(Payment::orderId, Function.identity()));
  }

  /**
   * Inserts payments, each of which takes the place of its order, unless that is taken already.
   *
   * @return the payments or voids that were there before, locked, by their orders; one that is
   *     missing there is inserted
   */
  public Uni<Map<UUID, Payment>> insertOrFind(Tx tx, List<Payment> made) {
    return MADE.insertIgnore(tx, made)
        .flatMap(
            inserted ->
                inserted == made.size()
                    ? Uni.createFrom().item(Map.of())
                    : lock(tx, made.stream().map(Payment::orderId).toList())
                        .map(found -> without(made, found)));
  }

  /** A payment that could not be inserted for another reason must not be taken for one that is. */
  private static Map<UUID, Payment> without(List<Payment> made, Map<UUID, Payment> found) {
    Map<UUID, Payment> before = new HashMap<>(found);
    for (Payment payment : made) {
      Payment there = found.get(payment.orderId());
      if (there == null) {
        throw new IllegalStateException("no payment of order " + payment.orderId());
      }
      if (payment.paymentId().equals(there.paymentId())) {
        before.remove(payment.orderId());
      }
    }
    return before;
  }

  /** Marks payments as refused, with why. */
  public Uni<Void> markDeclined(Tx tx, Map<UUID, String> reasons) {
    return mark(tx, PaymentStatus.DECLINED, reasons);
  }

  /** Takes the place of payments that were not made yet; a charge under way is waited for. */
  public Uni<Void> voidMissing(Tx tx, Collection<UUID> orderIds) {
    return VOIDED.insertIgnore(tx, orderIds).replaceWithVoid();
  }

  public Uni<Void> markRefunded(Tx tx, Map<UUID, String> reasons) {
    return mark(tx, PaymentStatus.REFUNDED, reasons);
  }

  /** Marks payments whose money cannot go back now, with why. */
  public Uni<Void> markRefundPending(Tx tx, Map<UUID, String> refusals) {
    return mark(tx, PaymentStatus.REFUND_PENDING, refusals);
  }

  private static Uni<Void> mark(Tx tx, PaymentStatus status, Map<UUID, String> reasons) {
    return REASONS.update(tx, reasons.entrySet(), status.name()).replaceWithVoid();
  }

  /** Writes payments of providers that have moved, or whose aim has; they must be locked. */
  public Uni<Void> update(Tx tx, Collection<Payment> moved) {
    return MOVED.update(tx, moved).replaceWithVoid();
  }

  private static Payment payment(Row row) {
    UUID orderId = UUID.fromString(row.getString("order_id"));
    String paymentId = row.getString("payment_id");
    if (paymentId == null) {
      return Payment.voided(orderId);
    }
    PaymentStatus status = PaymentStatus.valueOf(row.getString("status"));
    String confirmed = row.getString("confirmed");
    return new Payment(
        orderId,
        UUID.fromString(paymentId),
        new Charge(
            row.getString("account_id"),
            new Money(row.getLong("amount"), row.getString("currency"))),
        row.getString("provider"),
        row.getString("reference"),
        status,
        confirmed == null ? status : PaymentStatus.valueOf(confirmed),
        row.getString("reason"),
        new Aim(
            Aim.Kind.valueOf(row.getString("aim")),
            row.getString("undo_reason"),
            row.getString("traceparent")));
  }
}
