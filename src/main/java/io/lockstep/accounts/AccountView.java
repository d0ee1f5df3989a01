package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An account as callers see it.
 *
 * @param balance minor units
 */
@RegisterForReflection
@Schema(name = "Account")
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
