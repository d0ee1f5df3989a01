package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountStatus;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The accounts that belong to users: they are opened, renamed and closed as their users are. */
@ApplicationScoped
public class UserAccounts {
  private final AccountsConfig config;

  UserAccounts(AccountsConfig config) {
    this.config = config;
  }

  /**
   * Applies changes in their order, all with one statement. An account that was opened in another
   * currency keeps it; a renamed one that does not exist is opened. A closed one has no name: who
   * had it is personal data of somebody who has gone. Applying a user's whole history again gives
   * the same account.
   */
  public Uni<Void> apply(Tx tx, List<Change> changes) {
    SortedMap<String, Change> latest = new TreeMap<>();
    changes.forEach(change -> latest.merge(change.id(), change, Change::after));
    // The rows come in ascending order of their ids, as wherever rows are locked.
    return tx.update(
            """
            INSERT INTO accounts (id, currency, name, balance, status, created_at)
            SELECT j.id, ?, j.name, 0, COALESCE(j.status, 'OPEN'), UTC_TIMESTAMP(6)
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.i',
                name VARCHAR(200) PATH '$.n',
                status VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin PATH '$.s')) j
            ON DUPLICATE KEY UPDATE
              name = CASE COALESCE(j.status, accounts.status) WHEN 'CLOSED' THEN NULL ELSE j.name END,
              status = COALESCE(j.status, accounts.status)
            """,
            config.defaultCurrency(),
            JsonRows.of(latest.values(), UserAccounts::row))
        .replaceWithVoid();
  }

  private static JsonObject row(Change change) {
    return new JsonObject()
        .put("i", change.id())
        .put("n", change.name())
        .put("s", change.status() == null ? null : change.status().name());
  }

  /**
   * What becomes of a user's account.
   *
   * @param id the user's id, which is the account's
   * @param name the user's name; null if it is not to be known any more
   * @param status null to leave it as it is
   */
  public record Change(String id, String name, AccountStatus status) {
    /** The account is opened, or opened again. */
    public static Change opened(String id, String name) {
      return new Change(id, name, AccountStatus.OPEN);
    }

    /** Only its name changes. */
    public static Change renamed(String id, String name) {
      return new Change(id, name, null);
    }

    /** No more money goes in or out, and the name is erased. */
    public static Change closed(String id) {
      return new Change(id, null, AccountStatus.CLOSED);
    }

    private static Change after(Change earlier, Change later) {
      return new Change(later.id, later.name, later.status == null ? earlier.status : later.status);
    }
  }
}
