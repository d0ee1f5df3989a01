package io.lockstep.users;

import io.lockstep.sql.JsonRows;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;

/** Who exists. */
@ApplicationScoped
public class Directory {
  /** Those of these users that exist. */
  public Uni<Set<String>> existing(Tx tx, Collection<String> userIds) {
    return tx.list(
            "SELECT u.id FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j"
                + " STRAIGHT_JOIN users u FORCE INDEX (PRIMARY) ON u.id = j.id",
            row -> row.getString("id"),
            JsonRows.ofValues(Set.copyOf(userIds)))
        .map(Set::copyOf);
  }
}
