package io.lockstep.accounts.ledger;

import io.lockstep.operations.AuditCheck;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Each balance is the sum of the entries of its account. Cost: reads both once, along their keys.
 */
@ApplicationScoped
class BalancesAgree implements AuditCheck {
  @Override
  public String name() {
    return "balances-agree";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT id, currency, SUM(balance) AS balance, SUM(entries) AS entries FROM (
              SELECT id, currency, balance, 0 AS entries FROM accounts
              UNION ALL
              SELECT account_id, currency, 0, SUM(amount) FROM account_entries
               GROUP BY account_id, currency) both_sides
             GROUP BY id, currency HAVING balance <> entries
             ORDER BY id, currency LIMIT 3
            """,
            BalancesAgree::describe)
        .map(
            wrong ->
                wrong.isEmpty()
                    ? new Result(true, "every balance is the sum of its account's entries")
                    : new Result(false, String.join("; ", wrong)));
  }

  private static String describe(Row row) {
    return "account %s has %d %s, its entries sum to %d"
        .formatted(
            row.getString("id"),
            row.getNumeric("balance").longValue(),
            row.getString("currency"),
            row.getNumeric("entries").longValue());
  }
}
