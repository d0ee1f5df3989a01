package io.lockstep.accounts.ledger;

import io.lockstep.platform.Money;
import io.vertx.mutiny.sqlclient.Row;

/** An account row that this transaction has locked, with the balance as the batch has left it. */
final class AccountState {
  private final AccountKey key;
  private final AccountStatus status;
  private long balance;
  private long entries;
  private boolean changed;

  AccountState(AccountKey key, AccountStatus status, long balance, long entries) {
    this.key = key;
    this.status = status;
    this.balance = balance;
    this.entries = entries;
  }

  static AccountState of(Row row) {
    return new AccountState(
        new AccountKey(row.getString("id"), row.getString("currency")),
        AccountStatus.valueOf(row.getString("status")),
        row.getLong("balance"),
        row.getLong("entries"));
  }

  AccountKey key() {
    return key;
  }

  long balance() {
    return balance;
  }

  /** The number of the newest entry. */
  long entries() {
    return entries;
  }

  boolean isChanged() {
    return changed;
  }

  boolean isClosed() {
    return status == AccountStatus.CLOSED;
  }

  /** Whether {@code amount} can be taken: only {@code external} may go below zero. */
  boolean covers(long amount) {
    return balance >= amount || key.id().equals(Ledger.EXTERNAL);
  }

  /** Whether the balance stays within 15 digits. */
  boolean canHold(long change) {
    return Math.abs(balance + change) <= Money.LARGEST;
  }

  /** Changes the balance and answers the entry that says so. */
  Entry add(long change) {
    balance += change;
    entries++;
    changed = true;
    return new Entry(key, entries, change, balance);
  }

  /** One side of a transfer. */
  record Entry(AccountKey account, long number, long amount, long balanceAfter) {}
}
