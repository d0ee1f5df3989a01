package io.lockstep.users;

import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Knows who is a user. */
@ApplicationScoped
public class Directory {
  private final Transactions transactions;

  Directory(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Those of the ids that are users now: one plain read, which locks nothing. */
  public Uni<Set<String>> existing(Tx tx, Collection<String> userIds) {
    return tx.list(
            """
            SELECT u.id
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
              STRAIGHT_JOIN users u FORCE INDEX (PRIMARY) ON u.id = j.id
            """,
            row -> row.getString("id"),
            JsonRows.ofValues(Set.copyOf(userIds)))
        .map(Set::copyOf);
  }

  Uni<Optional<UserView>> find(String id) {
    return transactions.read(
        tx ->
            tx.first("SELECT " + UserView.COLUMNS + " FROM users WHERE id = ?", UserView::of, id));
  }
}
