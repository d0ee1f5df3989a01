package io.lockstep.accounts;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Opens an account in a currency, which is its own for ever; of callers at the same time one opens
 * it and the others find it.
 */
@ApplicationScoped
class OpeningAccount {
  private final RecordedTransactions transactions;

  OpeningAccount(RecordedTransactions transactions) {
    this.transactions = transactions;
  }

  Uni<Answer> open(Act act, String id, String currency, Preconditions preconditions) {
    return transactions.run(
        act, "account-open", tx -> openIfMissing(tx, id, currency, preconditions));
  }

  private static Uni<Answer> openIfMissing(
      Tx tx, String id, String currency, Preconditions preconditions) {
    return tx.update(
            """
            INSERT IGNORE INTO accounts (id, currency, balance, status, created_at)
            VALUES (?, ?, 0, 'OPEN', UTC_TIMESTAMP(6))
            """,
            id,
            currency)
        .map(opened -> opened == 1)
        .invoke(opened -> check(preconditions, opened))
        .flatMap(opened -> answer(tx, id, currency, opened));
  }

  private static void check(Preconditions preconditions, boolean opened) {
    if (opened) {
      preconditions.checkMissing();
    } else {
      preconditions.checkUnversioned();
    }
  }

  private static Uni<Answer> answer(Tx tx, String id, String currency, boolean opened) {
    return tx.first(
            "SELECT " + AccountView.COLUMNS + " FROM accounts WHERE id = ? AND currency = ?",
            AccountView::of,
            id,
            currency)
        .map(
            found ->
                found
                    .map(account -> Answer.put(opened, account))
                    .orElseGet(() -> Answer.refused(hasOtherCurrency())));
  }

  private static Problem hasOtherCurrency() {
    return Problem.of(
        ProblemType.ACCOUNT_IN_OTHER_CURRENCY, "The account exists in another currency");
  }
}
