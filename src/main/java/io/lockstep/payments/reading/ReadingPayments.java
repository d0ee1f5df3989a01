package io.lockstep.payments.reading;

import io.lockstep.http.Page;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Table;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads payments for people. One that was voided before it was made is none. */
@ApplicationScoped
class ReadingPayments {
  private static final Table<UUID> HISTORY = Table.byId("payment_history", "order_id");

  private final Transactions transactions;

  ReadingPayments(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Optional<PaymentView>> byId(String id) {
    return transactions.read(tx -> byId(tx, id));
  }

  Uni<Optional<PaymentView>> byId(Tx tx, String id) {
    return read(tx, " WHERE p.payment_id = ?", id).map(found -> found.stream().findFirst());
  }

  Uni<Optional<PaymentView>> ofOrder(String orderId) {
    return transactions.read(tx -> ofOrder(tx, orderId));
  }

  Uni<Optional<PaymentView>> ofOrder(Tx tx, String orderId) {
    return read(tx, " WHERE p.order_id = ? AND p.payment_id IS NOT NULL", orderId)
        .map(found -> found.stream().findFirst());
  }

  /**
   * Newest first.
   *
   * @param status null for all
   */
  Uni<List<PaymentView>> list(PaymentStatus status, Page.Request page) {
    StringBuilder where = new StringBuilder(" WHERE p.payment_id IS NOT NULL");
    List<Object> arguments = new ArrayList<>();
    if (status != null) {
      where.append(" AND p.status = ?");
      arguments.add(status.name());
    }
    if (page.after() != null) {
      where.append(" AND p.payment_id < ?");
      arguments.add(page.after());
    }
    where.append(" ORDER BY p.payment_id DESC LIMIT ?");
    arguments.add(page.rowsToRead());
    return transactions.read(tx -> read(tx, where.toString(), arguments.toArray()));
  }

  private static Uni<List<PaymentView>> read(Tx tx, String where, Object... arguments) {
    return tx.list(PaymentView.SELECT + where, row -> row, arguments)
        .flatMap(
            rows ->
                histories(tx, rows)
                    .map(
                        histories ->
                            rows.stream()
                                .map(
                                    row ->
                                        PaymentView.of(
                                            row,
                                            histories.getOrDefault(
                                                row.getString("order_id"), List.of())))
                                .toList()));
  }

  /** By order; the ledger's have none. */
  private static Uni<Map<String, List<PaymentView.Entry>>> histories(Tx tx, List<Row> rows) {
    List<UUID> outside =
        rows.stream()
            .filter(row -> !row.getString("provider").equals(Payment.LEDGER))
            .map(row -> UUID.fromString(row.getString("order_id")))
            .toList();
    return HISTORY
        .read(tx, "order_id, id, status, reason, at", outside, row -> row)
        .map(
            found ->
                found.stream()
                    .sorted(Comparator.comparing(row -> row.getString("id")))
                    .collect(
                        Collectors.groupingBy(
                            row -> row.getString("order_id"),
                            Collectors.mapping(PaymentView.Entry::of, Collectors.toList()))));
  }
}
