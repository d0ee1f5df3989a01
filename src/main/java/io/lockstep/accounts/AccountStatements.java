package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountStatus;
import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.http.Page;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Reads accounts, their entries, and transfers, without locking anything. */
@ApplicationScoped
class AccountStatements {
  private final Transactions transactions;
  private final AccountsConfig config;

  AccountStatements(Transactions transactions, AccountsConfig config) {
    this.transactions = transactions;
    this.config = config;
  }

  /**
   * One account.
   *
   * @param currency null for the only one, or for the default one of a system account
   */
  Uni<Optional<AccountView>> account(String id, String currency) {
    return transactions.read(tx -> find(tx, id, currencyOf(id, currency)));
  }

  /** An account's entries, newest first; empty if there is no such account. */
  Uni<Optional<Page<EntryView>>> entries(String id, String currency, Page.Request page) {
    return transactions.read(
        tx ->
            find(tx, id, currencyOf(id, currency))
                .flatMap(
                    account ->
                        account.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : entries(tx, account.get(), page).map(Optional::of)));
  }

  Uni<Optional<TransferView>> transfer(String id) {
    return transactions.read(
        tx ->
            tx.first(
                "SELECT " + TransferView.COLUMNS + " FROM transfers WHERE id = ?",
                TransferView::of,
                id));
  }

  private String currencyOf(String id, String currency) {
    boolean isAmbiguous = currency == null && Ledger.isSystemAccount(id);
    return isAmbiguous ? config.defaultCurrency() : currency;
  }

  private Uni<Optional<AccountView>> find(Tx tx, String id, String currency) {
    String byId = "SELECT " + AccountView.COLUMNS + " FROM accounts WHERE id = ?";
    return currency == null
        ? tx.first(byId, AccountView::of, id)
        : tx.first(byId + " AND currency = ?", AccountView::of, id, currency)
            .map(found -> found.or(() -> notUsedYet(id, currency)));
  }

  /** A system account exists in the default currency before its first use, too. */
  private Optional<AccountView> notUsedYet(String id, String currency) {
    return Ledger.isSystemAccount(id) && currency.equals(config.defaultCurrency())
        ? Optional.of(new AccountView(id, 0, currency, AccountStatus.OPEN))
        : Optional.empty();
  }

  private static Uni<Page<EntryView>> entries(Tx tx, AccountView account, Page.Request page) {
    return tx.list(
            "SELECT "
                + EntryView.COLUMNS
                + " FROM account_entries WHERE account_id = ? AND currency = ? AND number < ?"
                + " ORDER BY number DESC LIMIT ?",
            EntryView::of,
            account.id(),
            account.currency(),
            page.afterNumber(Long.MAX_VALUE),
            page.rowsToRead())
        .map(rows -> Page.of(rows, page, entry -> Long.toString(entry.number())));
  }
}
