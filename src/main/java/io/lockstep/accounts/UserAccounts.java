package io.lockstep.accounts;

import io.lockstep.accounts.ledger.AccountStatus;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The accounts that belong to users: they are opened, renamed and closed as their users are. */
@ApplicationScoped
public class UserAccounts {
  private static final TableRows<Change> CHANGED =
      Table.byText("accounts", "id", 64)
          .rows(
              Change::id,
              Column.sql("currency", "?"),
              Column.text("name", 200, Change::name),
              Column.sql("balance", "0"),
              Column.<Change>of(
                      "status", "VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin", Change::status)
                  .as("COALESCE(j.status, 'OPEN')"),
              Column.sql("created_at", "UTC_TIMESTAMP(6)"));

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
    Map<String, Change> latest = new HashMap<>();
    changes.forEach(change -> latest.merge(change.id(), change, Change::after));
    return CHANGED
        .insertOrUpdate(
            tx,
            latest.values(),
            """
            name = CASE COALESCE(j.status, accounts.status) WHEN 'CLOSED' THEN NULL ELSE j.name END,
            status = COALESCE(j.status, accounts.status)
            """,
            config.defaultCurrency())
        .replaceWithVoid();
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
