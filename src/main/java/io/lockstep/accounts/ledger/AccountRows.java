package io.lockstep.accounts.ledger;

import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sql.tables.KeyedTable;
import io.lockstep.sql.tables.KeyedTable.Column;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
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
  private static final KeyedTable<AccountKey> ACCOUNTS =
      KeyedTable.of(
          "accounts",
          Column.text("id", AccountKey::id),
          Column.text("currency", AccountKey::currency));
  private static final KeyedTable<String> TRANSFERS = KeyedTable.byText("transfers", "id");

  private static final String KEYS =
      """
      (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
        id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.i',
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin PATH '$.c')) t) j
      """;

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
        : writeBalances(tx, posting)
            .chain(() -> insertTransfers(tx, posting))
            .chain(() -> insertEntries(tx, posting))
            .replaceWithVoid();
  }

  /** Whether any of these is there; waits for transactions that are inserting one of them. */
  public Uni<Boolean> anyTransferred(Tx tx, List<UUID> ids) {
    return TRANSFERS
        .lock(
            tx,
            RowLock.SHARE,
            "id",
            ids.stream().map(UUID::toString).toList(),
            row -> row.getString("id"))
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
        : open(tx, unopened).chain(() -> lockRows(tx, keys));
  }

  private static Uni<Integer> open(Tx tx, List<AccountKey> keys) {
    return tx.update(
        """
        INSERT IGNORE INTO accounts (id, currency, balance, status, created_at)
        SELECT j.id, j.currency, 0, 'OPEN', UTC_TIMESTAMP(6)
          FROM %s
        """
            .formatted(KEYS),
        JsonRows.of(keys, AccountRows::keyRow));
  }

  private static Uni<Locked> explainMissing(
      Tx tx, SortedSet<AccountKey> keys, Map<AccountKey, AccountState> found) {
    List<AccountKey> missing = keys.stream().filter(key -> !found.containsKey(key)).toList();
    return missing.isEmpty()
        ? Uni.createFrom().item(new Locked(found, Set.of()))
        : existing(tx, missing).map(others -> new Locked(found, Set.copyOf(others)));
  }

  private static Uni<List<String>> existing(Tx tx, List<AccountKey> keys) {
    return tx.list(
        """
        SELECT DISTINCT a.id
          FROM %s
          STRAIGHT_JOIN accounts a FORCE INDEX (PRIMARY) ON a.id = j.id
        """
            .formatted(KEYS),
        row -> row.getString("id"),
        JsonRows.of(keys, AccountRows::keyRow));
  }

  private static Uni<Integer> writeBalances(Tx tx, Posting posting) {
    return tx.update(
        """
        UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
            id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.i',
            currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin PATH '$.c',
            balance BIGINT PATH '$.b',
            entries BIGINT PATH '$.n')) j
          STRAIGHT_JOIN accounts a FORCE INDEX (PRIMARY)
            ON a.id = j.id AND a.currency = j.currency
           SET a.balance = j.balance, a.entries = j.entries
        """,
        JsonRows.of(
            posting.changedAccounts(),
            account ->
                keyRow(account.key()).put("b", account.balance()).put("n", account.entries())));
  }

  private static Uni<Integer> insertTransfers(Tx tx, Posting posting) {
    return tx.update(
        """
        INSERT INTO transfers (id, from_id, to_id, amount, currency, created_at)
        SELECT j.id, j.from_id, j.to_id, j.amount, j.currency, ?
          FROM JSON_TABLE(?, '$[*]' COLUMNS (
            id CHAR(36) PATH '$.i',
            from_id VARCHAR(64) PATH '$.f',
            to_id VARCHAR(64) PATH '$.t',
            amount BIGINT PATH '$.a',
            currency CHAR(3) PATH '$.c')) j
        """,
        Time.toColumn(posting.at()),
        JsonRows.of(posting.moved(), AccountRows::transferRow));
  }

  private static Uni<Integer> insertEntries(Tx tx, Posting posting) {
    return tx.update(
        """
        INSERT INTO account_entries
          (account_id, currency, number, transfer_id, amount, balance_after, created_at)
        SELECT j.account_id, j.currency, j.number, j.transfer_id, j.amount, j.balance_after, ?
          FROM JSON_TABLE(?, '$[*]' COLUMNS (
            account_id VARCHAR(64) PATH '$.i',
            currency CHAR(3) PATH '$.c',
            number BIGINT PATH '$.n',
            transfer_id CHAR(36) PATH '$.t',
            amount BIGINT PATH '$.a',
            balance_after BIGINT PATH '$.b')) j
        """,
        Time.toColumn(posting.at()),
        JsonRows.of(posting.lines(), AccountRows::entryRow));
  }

  private static JsonObject keyRow(AccountKey key) {
    return new JsonObject().put("i", key.id()).put("c", key.currency());
  }

  private static JsonObject transferRow(Ledger.Transfer transfer) {
    return new JsonObject()
        .put("i", transfer.id().toString())
        .put("f", transfer.from())
        .put("t", transfer.to())
        .put("a", transfer.amount().amount())
        .put("c", transfer.amount().currency());
  }

  private static JsonObject entryRow(Posting.Line line) {
    return keyRow(line.entry().account())
        .put("n", line.entry().number())
        .put("t", line.transfer().id().toString())
        .put("a", line.entry().amount())
        .put("b", line.entry().balanceAfter());
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
