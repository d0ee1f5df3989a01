package io.lockstep.auditlog;

import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.lockstep.timeline.TimelineEntry;
import io.lockstep.timeline.TimelineSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The audit log for those who read it, and what it tells of an order's past. */
@ApplicationScoped
class ReadingAuditLog implements TimelineSource {
  static final int LONGEST_FILTER = 255;

  /** The newest acts on one order that its timeline shows. */
  private static final int MOST = 500;

  /**
   * What is done to an order: how it came to be is in its history. Other acts may have a target
   * that looks like its id, since callers choose many names.
   */
  private static final String ON_ORDERS = "'cancelOrder'";

  private final Transactions transactions;

  ReadingAuditLog(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * The newest acts.
   *
   * @param actor whose; null for anyone's
   * @param target on what; null for anything
   * @throws Problem 400 if the page or a filter is wrong
   */
  Uni<Page<AuditLogEntry>> list(String actor, String target, Page.Request page) {
    Select newest =
        newest(
            checked("actor", actor),
            checked("target", target),
            page.beforeId(Ids::isWellFormed),
            page.rowsToRead());
    return transactions
        .read(tx -> newest.list(tx, AuditLogEntry::of))
        .map(rows -> Page.of(rows, page, AuditLogEntry::id));
  }

  private static String checked(String filter, String value) {
    if (value != null && (value.isEmpty() || CodePoints.count(value) > LONGEST_FILTER)) {
      throw Problem.invalid(filter, "must have 1 to " + LONGEST_FILTER + " characters");
    }
    return value;
  }

  /**
   * Those with an id below {@code before}. Texts that differ in spaces at their end alone are equal
   * in SQL, so their lengths are compared too.
   */
  static Select newest(String actor, String target, String before, int limit) {
    if (target == null) {
      return actor == null
          ? range("PRIMARY", "", before, limit)
          : range("by_actor", is("actor"), actor, actor, before, limit);
    }
    return actor == null
        ? range("by_target", is("target"), target, target, before, limit)
        : range(
            "by_target", is("target") + is("actor"), target, target, actor, actor, before, limit);
  }

  private static String is(String column) {
    return "%1$s = ? AND CHAR_LENGTH(%1$s) = CHAR_LENGTH(?) AND ".formatted(column);
  }

  private static Select range(String index, String condition, Object... arguments) {
    return Select.of(
        "SELECT %s FROM audit_log FORCE INDEX (%s) WHERE %sid < ? ORDER BY id DESC LIMIT ?"
            .formatted(AuditLogEntry.COLUMNS, index, condition),
        arguments);
  }

  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return tx.list(
        "SELECT "
            + AuditLogEntry.COLUMNS
            + " FROM audit_log FORCE INDEX (by_target) WHERE target = ? AND action IN ("
            + ON_ORDERS
            + ") ORDER BY id DESC LIMIT ?",
        row -> AuditLogEntry.of(row).told(),
        orderId.toString(),
        MOST);
  }
}
