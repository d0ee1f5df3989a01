package io.lockstep.payments.reconciliation;

import io.lockstep.operations.AuditCheck;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The books of the payment providers and ours agree, as far as they were compared. Cost: reads the
 * differences that stand.
 */
@ApplicationScoped
class BooksAgree implements AuditCheck {
  @Override
  public String name() {
    return "payments-agree-with-provider";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT provider, subject, kind, ours, theirs, found_at FROM payment_differences
             WHERE closed_at IS NULL ORDER BY found_at, subject, kind LIMIT 3
            """,
            BooksAgree::describe)
        .map(
            found ->
                found.isEmpty()
                    ? new Result(true, "no difference to a provider's books is known")
                    : new Result(false, String.join("; ", found)));
  }

  private static String describe(Row row) {
    return "payment %s at %s: %s, ours %s, theirs %s, since %s"
        .formatted(
            row.getString("subject"),
            row.getString("provider"),
            row.getString("kind"),
            orNothing(row.getString("ours")),
            orNothing(row.getString("theirs")),
            Time.fromColumn(row.getLocalDateTime("found_at")));
  }

  private static String orNothing(String text) {
    return text == null ? "nothing" : text;
  }
}
