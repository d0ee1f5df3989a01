package io.lockstep.payments.orders;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Every final order has its payment in the matching state: paid in full where it is confirmed, no
 * money kept where it is cancelled, or on the way there while its provider is asked. Cost: reads
 * orders and payments once.
 */
@ApplicationScoped
class PaymentsSettled implements AuditCheck {
  @Override
  public String name() {
    return "payments-settled";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT o.id, o.status, p.status AS payment
              FROM orders o LEFT JOIN payments p ON p.order_id = o.id
             WHERE (o.status IN ('PAID', 'CONFIRMED')
                    AND (p.status IS NULL
                         OR COALESCE(p.confirmed, p.status) NOT IN ('AUTHORISED', 'CAPTURED')
                         OR (o.status = 'CONFIRMED' AND p.confirmed = 'AUTHORISED'
                             AND p.aim <> 'CAPTURE')
                         OR p.amount <> o.amount OR p.currency <> o.currency))
                OR (o.status = 'CANCELLED' AND p.status IN ('REQUESTED', 'UNKNOWN', 'AUTHORISED', 'CAPTURED')
                    AND p.aim <> 'UNDO')
             LIMIT 3
            """,
            row ->
                "order %s is %s, its payment %s"
                    .formatted(
                        row.getString("id"), row.getString("status"), row.getString("payment")))
        .map(
            wrong ->
                wrong.isEmpty()
                    ? new Result(true, "every order's payment is in the matching state")
                    : new Result(false, String.join("; ", wrong)));
  }
}
