package io.lockstep.users;

import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Table;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Knows who is a user. */
@ApplicationScoped
public class Directory {
  private static final Table<String> USERS = Table.byText("users", "id", 64);

  private final Transactions transactions;

  Directory(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Those of the ids that are users now: one plain read, which locks nothing. */
  public Uni<Set<String>> existing(Tx tx, Collection<String> userIds) {
    return USERS.read(tx, "id", userIds, row -> row.getString("id")).map(Set::copyOf);
  }

  Uni<Optional<UserView>> find(String id) {
    return transactions.read(
        tx ->
            tx.first("SELECT " + UserView.COLUMNS + " FROM users WHERE id = ?", UserView::of, id));
  }
}
