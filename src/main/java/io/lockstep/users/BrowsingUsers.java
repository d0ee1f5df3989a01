package io.lockstep.users;

import io.lockstep.http.Page;
import io.lockstep.platform.Names;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Lists users in the order of their ids. */
@ApplicationScoped
class BrowsingUsers {
  private final Transactions transactions;

  BrowsingUsers(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Page<UserView>> list(Page.Request page) {
    String after = page.afterId(Names::isValid);
    return transactions
        .read(tx -> behind(after, page.rowsToRead()).list(tx, UserView::of))
        .map(rows -> Page.of(rows, page, UserView::id));
  }

  static Select behind(String after, int limit) {
    return Select.of(
        "SELECT "
            + UserView.COLUMNS
            + " FROM users FORCE INDEX (PRIMARY) WHERE id > ? ORDER BY id LIMIT ?",
        after,
        limit);
  }
}
