package io.lockstep.accounts.ledger;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/** In each currency all balances sum to zero, and so do all entries. Cost: reads both once. */
@ApplicationScoped
class MoneySumsToZero implements AuditCheck {
  @Override
  public String name() {
    return "money-sums-to-zero";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT currency, SUM(balance) AS balances, SUM(entries) AS entries FROM (
              SELECT currency, balance, 0 AS entries FROM accounts
              UNION ALL
              SELECT currency, 0, SUM(amount) FROM account_entries GROUP BY currency) every_side
             GROUP BY currency HAVING balances <> 0 OR entries <> 0
            """,
            MoneySumsToZero::describe)
        .map(
            wrong ->
                wrong.isEmpty()
                    ? new Result(true, "balances and entries sum to zero in every currency")
                    : new Result(false, String.join("; ", wrong)));
  }

  private static String describe(Row row) {
    return "%s: balances sum to %d, entries to %d"
        .formatted(
            row.getString("currency"),
            row.getNumeric("balances").longValue(),
            row.getNumeric("entries").longValue());
  }
}
