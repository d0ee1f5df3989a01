package io.lockstep.accounts;

import io.lockstep.http.Page;
import io.lockstep.platform.Names;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lists accounts in the order of id and currency. A system account is there once for each currency
 * that it was used in.
 */
@ApplicationScoped
class BrowsingAccounts {
  /** Stands in no id and no currency. */
  private static final String SEPARATOR = "/";

  private final Transactions transactions;

  BrowsingAccounts(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Page<AccountView>> list(Page.Request page) {
    String after = page.afterId(BrowsingAccounts::isPlace);
    return transactions
        .read(tx -> behind(after, page.rowsToRead()).list(tx, AccountView::of))
        .map(rows -> Page.of(rows, page, each -> each.id() + SEPARATOR + each.currency()));
  }

  static Select behind(String after, int limit) {
    String[] place = after.isEmpty() ? new String[] {"", ""} : after.split(SEPARATOR, -1);
    return Select.of(
        "SELECT "
            + AccountView.COLUMNS
            + " FROM accounts FORCE INDEX (PRIMARY) WHERE id >= ? AND (id > ? OR currency > ?)"
            + " ORDER BY id, currency LIMIT ?",
        place[0],
        place[0],
        place[1],
        limit);
  }

  private static boolean isPlace(String cursor) {
    String[] parts = cursor.split(SEPARATOR, -1);
    return parts.length == 2 && Names.isValid(parts[0]) && parts[1].matches("[A-Z]{3}");
  }
}
