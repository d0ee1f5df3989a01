package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * An account as callers see it.
 *
 * @param balance minor units
 */
@RegisterForReflection
record AccountView(String id, long balance, String currency, AccountStatus status) {
  static final String COLUMNS = "id, balance, currency, status";

  static AccountView of(Row row) {
    return new AccountView(
        row.getString("id"),
        row.getLong("balance"),
        row.getString("currency"),
        AccountStatus.valueOf(row.getString("status")));
  }
}
