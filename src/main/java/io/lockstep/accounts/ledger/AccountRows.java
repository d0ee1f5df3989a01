package io.lockstep.accounts.ledger;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Locks and writes what a batch of transfers touches, each with one statement. */
@ApplicationScoped
public class AccountRows {
  private static final Table<AccountKey> ACCOUNTS =
      Table.of(
          "accounts",
          Column.text("id", 64, AccountKey::id),
          Column.chars("currency", 3, AccountKey::currency));
  private static final TableRows<AccountKey> OPENED =
      ACCOUNTS.rows(
          key -> key,
          Column.sql("balance", "0"),
          Column.sql("status", "'OPEN'"),
          Column.sql("created_at", "UTC_TIMESTAMP(6)"));
  private static final TableRows<AccountState> BALANCES =
      ACCOUNTS.rows(
          AccountState::key,
          Column.number("balance", AccountState::balance),
          Column.number("entries", AccountState::entries));
  private static final Table<String> ACCOUNTS_OF_ID = Table.byText("accounts", "id", 64);

  private static final Table<UUID> TRANSFERS = Table.byId("transfers", "id");
  private static final TableRows<Ledger.Transfer> MOVED =
      TRANSFERS.rows(
          Ledger.Transfer::id,
          Column.text("from_id", 64, Ledger.Transfer::from),
          Column.text("to_id", 64, Ledger.Transfer::to),
          Column.number("amount", transfer -> transfer.amount().amount()),
          Column.chars("currency", 3, transfer -> transfer.amount().currency()),
          Column.sql("created_at", "?"));

  private static final TableRows<Posting.Line> ENTRIES =
      Table.<Posting.Line>of(
              "account_entries",
              Column.text("account_id", 64, line -> line.entry().account().id()),
              Column.chars("currency", 3, line -> line.entry().account().currency()),
              Column.number("number", line -> line.entry().number()))
          .rows(
              line -> line,
              Column.id("transfer_id", line -> line.transfer().id()),
              Column.number("amount", line -> line.entry().amount()),
              Column.number("balance_after", line -> line.entry().balanceAfter()),
              Column.sql("created_at", "?"));

  /**
   * Locks the rows of these keys, in their order, and opens system accounts that are used for the
   * first time.
   */
  Uni<Locked> lock(Tx tx, SortedSet<AccountKey> keys) {
    return lockRows(tx, keys)
        .flatMap(found -> openSystemAccounts(tx, keys, found))
        .flatMap(found -> explainMissing(tx, keys, found));
  }

  /** Writes balances, transfers and entries. */
  Uni<Void> write(Tx tx, Posting posting) {
    return posting.moved().isEmpty()
        ? Uni.createFrom().voidItem()
        : BALANCES
            .update(tx, posting.changedAccounts())
            .chain(() -> MOVED.insert(tx, posting.moved(), Time.toColumn(posting.at())))
            .chain(() -> ENTRIES.insert(tx, posting.lines(), Time.toColumn(posting.at())))
            .replaceWithVoid();
  }

  /** Whether any of these is there; waits for transactions that are inserting one of them. */
  public Uni<Boolean> anyTransferred(Tx tx, List<UUID> ids) {
    return TRANSFERS
        .lock(tx, RowLock.SHARE, "id", ids, row -> row.getString("id"))
        .map(found -> !found.isEmpty());
  }

  private static Uni<Map<AccountKey, AccountState>> lockRows(Tx tx, SortedSet<AccountKey> keys) {
    return ACCOUNTS
        .lock(tx, RowLock.UPDATE, "id, currency, status, balance, entries", keys, AccountState::of)
        .map(AccountRows::byKey);
  }

  /** Locks again afterwards: what another transaction opened meanwhile is waited for. */
  private static Uni<Map<AccountKey, AccountState>> openSystemAccounts(
      Tx tx, SortedSet<AccountKey> keys, Map<AccountKey, AccountState> found) {
    List<AccountKey> unopened =
        keys.stream()
            .filter(key -> Ledger.isSystemAccount(key.id()) && !found.containsKey(key))
            .toList();
    return unopened.isEmpty()
        ? Uni.createFrom().item(found)
        : OPENED.insertIgnore(tx, unopened).chain(() -> lockRows(tx, keys));
  }

  private static Uni<Locked> explainMissing(
      Tx tx, SortedSet<AccountKey> keys, Map<AccountKey, AccountState> found) {
    List<AccountKey> missing = keys.stream().filter(key -> !found.containsKey(key)).toList();
    return missing.isEmpty()
        ? Uni.createFrom().item(new Locked(found, Set.of()))
        : existing(tx, missing).map(others -> new Locked(found, Set.copyOf(others)));
  }

  private static Uni<List<String>> existing(Tx tx, List<AccountKey> keys) {
    return ACCOUNTS_OF_ID.read(
        tx, "DISTINCT id", keys.stream().map(AccountKey::id).toList(), row -> row.getString("id"));
  }

  private static Map<AccountKey, AccountState> byKey(Collection<AccountState> found) {
    return found.stream()
        .collect(
            Collectors.toMap(AccountState::key, state -> state, (one, same) -> one, TreeMap::new));
  }

  /**
   * The rows that were found.
   *
   * @param accounts locked until the transaction ends
   * @param inOtherCurrency ids that exist, but not in the currency asked for
   */
  record Locked(Map<AccountKey, AccountState> accounts, Set<String> inOtherCurrency) {}
}
