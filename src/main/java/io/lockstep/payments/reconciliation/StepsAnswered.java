package io.lockstep.payments.reconciliation;

import io.lockstep.operations.AuditCheck;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * No payment waits for its provider: no refund that it refuses, and nothing else for longer than a
 * minute. Cost: reads the steps that are open.
 */
@ApplicationScoped
class StepsAnswered implements AuditCheck {
  @Override
  public String name() {
    return "payment-steps-answered";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT s.order_id, s.step, s.provider, s.refusal, s.attempts, s.created_at, p.payment_id
              FROM payment_steps s JOIN payments p ON p.order_id = s.order_id
             WHERE s.next_at IS NOT NULL
               AND (s.step = 'REFUND' AND s.refusal IS NOT NULL
                    OR s.created_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND)
             ORDER BY s.created_at LIMIT 3
            """,
            StepsAnswered::describe)
        .map(
            waiting ->
                waiting.isEmpty()
                    ? new Result(true, "no payment waits for its provider")
                    : new Result(false, String.join("; ", waiting)));
  }

  private static String describe(Row row) {
    return "payment %s of order %s: %s at %s is not done (%s), tried %d times since %s"
        .formatted(
            row.getString("payment_id"),
            row.getString("order_id"),
            row.getString("step"),
            row.getString("provider"),
            row.getString("refusal"),
            row.getInteger("attempts"),
            Time.fromColumn(row.getLocalDateTime("created_at")));
  }
}
