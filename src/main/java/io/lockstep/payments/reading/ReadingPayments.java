package io.lockstep.payments.reading;

import io.lockstep.http.Page;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads payments for people. One that was voided before it was made is none. */
@ApplicationScoped
class ReadingPayments {
  private static final String MADE = " AND p.status <> 'VOIDED'";

  private final Transactions transactions;

  ReadingPayments(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Optional<PaymentView>> byId(String id) {
    return transactions.read(tx -> byId(tx, id));
  }

  Uni<Optional<PaymentView>> byId(Tx tx, String id) {
    return tx.first(PaymentView.SELECT + " WHERE p.payment_id = ?" + MADE, PaymentView::of, id);
  }

  Uni<Optional<PaymentView>> ofOrder(String orderId) {
    return transactions.read(
        tx ->
            tx.first(
                PaymentView.SELECT + " WHERE p.order_id = ?" + MADE, PaymentView::of, orderId));
  }

  /**
   * Newest first.
   *
   * @param status null for all
   */
  Uni<List<PaymentView>> list(PaymentView.State status, Page.Request page) {
    StringBuilder sql =
        new StringBuilder(PaymentView.SELECT + " WHERE p.payment_id IS NOT NULL" + MADE);
    List<Object> arguments = new ArrayList<>();
    if (status != null) {
      sql.append(" AND p.status = ?");
      arguments.add(status.stored().name());
    }
    if (page.after() != null) {
      sql.append(" AND p.payment_id < ?");
      arguments.add(page.after());
    }
    sql.append(" ORDER BY p.payment_id DESC LIMIT ?");
    arguments.add(page.rowsToRead());
    return transactions.read(tx -> tx.list(sql.toString(), PaymentView::of, arguments.toArray()));
  }
}
