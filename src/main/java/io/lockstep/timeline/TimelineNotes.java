package io.lockstep.timeline;

import io.lockstep.http.TraceParent;
import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.timeline.TimelineEntry.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Keeps what happened and is in no other row, in the transaction that makes it so: a command sent
 * again, a message parked, an act of an operator. Cost: one statement for any number of notes, and
 * only where something went wrong or somebody interfered; never on an order's usual way.
 */
@ApplicationScoped
public class TimelineNotes implements TimelineSource {
  /** The newest notes of one order that are shown. */
  static final int MOST = 500;

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_DETAIL = 500;

  private final TableRows<Note> noted;

  TimelineNotes(Ids ids) {
    this.noted =
        Table.<Note>of(
                "timeline_notes",
                Column.id("subject", Note::subject),
                Column.id("id", note -> ids.next()))
            .rows(
                note -> note,
                Column.text("kind", 16, note -> note.kind().wire()),
                Column.of("name", "VARCHAR(255) CHARACTER SET utf8mb4", Note::name),
                Column.of("detail", "VARCHAR(500) CHARACTER SET utf8mb4", Note::detail),
                Column.of("actor", "VARCHAR(255) CHARACTER SET utf8mb4", Note::actor),
                Column.text("traceparent", 64, Note::traceparent),
                Column.sql("at", "UTC_TIMESTAMP(6)"));
  }

  /**
   * Appends notes; those whose subject is no id made here, which no timeline shows, are left out.
   */
  public Uni<Void> append(Tx tx, List<Note> notes) {
    return noted
        .insert(tx, notes.stream().filter(note -> Ids.isWellFormed(note.subject())).toList())
        .replaceWithVoid();
  }

  @Override
  public Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId) {
    return tx.list(
        "SELECT kind, name, detail, actor, traceparent, at FROM timeline_notes WHERE subject = ?"
            + " ORDER BY id DESC LIMIT ?",
        TimelineNotes::entry,
        orderId.toString(),
        MOST);
  }

  private static TimelineEntry entry(Row row) {
    return new TimelineEntry(
        Time.fromColumn(row.getLocalDateTime("at")),
        Kind.of(row.getString("kind")),
        row.getString("name"),
        row.getString("detail"),
        row.getString("actor"),
        TraceParent.traceIdOf(TraceParent.orNull(row.getString("traceparent"))));
  }

  /**
   * What is to be noted.
   *
   * @param subject the id of what it is about
   * @param detail more about it, or null
   * @param actor who did it; null where nobody did, or it is not known
   * @param traceparent the trace context, or null
   */
  public record Note(
      String subject, Kind kind, String name, String detail, String actor, String traceparent) {
    public Note {
      name = CodePoints.first(LONGEST_NAME, name);
      detail = detail == null ? null : CodePoints.first(LONGEST_DETAIL, detail);
    }

    /** What became of a message. */
    public static Note ofMessage(String subject, String type, String what, String traceparent) {
      return new Note(subject, Kind.MESSAGE, type, what, null, traceparent);
    }

    /** What an operator has done. */
    public static Note ofOperator(String subject, String act, String detail, String actor) {
      return new Note(subject, Kind.OPERATOR, act, detail, actor, null);
    }
  }
}
