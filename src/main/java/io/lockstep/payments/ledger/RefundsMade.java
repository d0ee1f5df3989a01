package io.lockstep.payments.ledger;

import io.lockstep.operations.AuditCheck;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/** No refund is pending. Cost: reads those that are. */
@ApplicationScoped
class RefundsMade implements AuditCheck {
  @Override
  public String name() {
    return "refunds-made";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT r.order_id, p.payment_id, r.refusal, r.attempts, r.refused_at
              FROM refunds r JOIN payments p ON p.order_id = r.order_id
             WHERE r.next_at IS NOT NULL
             ORDER BY r.refused_at LIMIT 3
            """,
            RefundsMade::describe)
        .map(
            pending ->
                pending.isEmpty()
                    ? new Result(true, "no refund is pending")
                    : new Result(false, String.join("; ", pending)));
  }

  private static String describe(Row row) {
    return "payment %s of order %s cannot be refunded (%s), tried %d times since %s"
        .formatted(
            row.getString("payment_id"),
            row.getString("order_id"),
            row.getString("refusal"),
            row.getInteger("attempts"),
            Time.fromColumn(row.getLocalDateTime("refused_at")));
  }
}
