package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The rows of what became of payments that an outside provider makes. */
@ApplicationScoped
class PaymentHistory {
  private final TableRows<Payment> entries;

  PaymentHistory(Ids ids) {
    this.entries =
        Table.<Payment>of(
                "payment_history",
                Column.id("order_id", Payment::orderId),
                Column.id("id", payment -> ids.next()))
            .rows(
                payment -> payment,
                Column.text("status", 16, Payment::status),
                Column.text("reason", 64, Payment::reason),
                Column.sql("at", "UTC_TIMESTAMP(6)"));
  }

  /** Notes the statuses that these payments have now. */
  Uni<Void> append(Tx tx, List<Payment> changed) {
    return entries.insert(tx, changed).replaceWithVoid();
  }
}
