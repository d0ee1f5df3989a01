package io.lockstep.inventory.reservations;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Every final order has its items in the matching state: sold to it where it is confirmed, none
 * kept for it where it is cancelled. Cost: reads orders, allocations and items once.
 */
@ApplicationScoped
class ReservationsSettled implements AuditCheck {
  @Override
  public String name() {
    return "reservations-settled";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT o.id, o.status, a.status AS allocation
              FROM orders o
              LEFT JOIN order_allocations a ON a.order_id = o.id
              LEFT JOIN allocated_items g ON g.order_id = o.id
             WHERE (o.status = 'CONFIRMED'
                    AND (a.status IS NULL OR a.status <> 'ALLOCATED' OR g.order_id IS NULL))
                OR (o.status = 'CANCELLED'
                    AND (a.status = 'ALLOCATED' OR g.order_id IS NOT NULL))
             LIMIT 3
            """,
            row ->
                "order %s is %s, its items %s"
                    .formatted(
                        row.getString("id"), row.getString("status"), row.getString("allocation")))
        .map(
            wrong ->
                wrong.isEmpty()
                    ? new Result(true, "every final order's items are in the matching state")
                    : new Result(false, String.join("; ", wrong)));
  }
}
