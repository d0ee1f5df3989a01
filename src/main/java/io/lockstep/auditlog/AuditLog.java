package io.lockstep.auditlog;

import io.lockstep.http.Answer;
import io.lockstep.http.TraceParent;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code audit_log}: what was done, or refused, in the transaction that did it. Rows are
 * only ever appended; of what shoppers are refused, only so many ({@link RefusedActs}). Cost: one
 * statement for any number of acts in a transaction.
 */
@ApplicationScoped
public class AuditLog {
  private static final TableRows<Entry> APPENDED =
      Table.<Entry>of("audit_log", Column.id("id", Entry::id))
          .rows(
              entry -> entry,
              Column.of("actor", "VARCHAR(255) CHARACTER SET utf8mb4", Entry::actor),
              Column.text("action", 64, entry -> entry.act().action()),
              Column.of("target", "VARCHAR(255) CHARACTER SET utf8mb4", Entry::target),
              Column.of(
                  "reason", "VARCHAR(500) CHARACTER SET utf8mb4", entry -> entry.act().reason()),
              Column.text("outcome", 64, Entry::outcome),
              Column.chars("trace_id", 32, Entry::traceId),
              Column.sql("at", "UTC_TIMESTAMP(6)"));
  private static final String APPEND_ONE =
      "INSERT INTO audit_log (id, actor, action, target, reason, outcome, trace_id, at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))";

  private final Ids ids;
  private final RefusedActs refused;

  AuditLog(Ids ids, RefusedActs refused) {
    this.ids = ids;
    this.refused = refused;
  }

  /** Appends what became of these acts, in this order. */
  public Uni<Void> append(Tx tx, List<Done> acts) {
    return APPENDED
        .insert(tx, acts.stream().filter(refused::isRecorded).map(this::entry).toList())
        .replaceWithVoid();
  }

  /** Appends what became of an act to the transaction of a Hibernate session. */
  Uni<Void> append(Mutiny.Session session, Done done) {
    if (!refused.isRecorded(done)) {
      return Uni.createFrom().voidItem();
    }
    Entry entry = entry(done);
    Object[] values = {
      entry.id(),
      entry.actor(),
      entry.act().action(),
      entry.target(),
      entry.act().reason(),
      entry.outcome(),
      entry.traceId()
    };
    var insert = session.createNativeQuery(APPEND_ONE);
    for (int i = 0; i < values.length; i++) {
      insert.setParameter(i + 1, values[i]);
    }
    return insert.executeUpdate().replaceWithVoid();
  }

  private Entry entry(Done done) {
    return new Entry(ids.next().toString(), done.act(), done.answer());
  }

  /** An act, and what was answered to whoever asked for it. */
  public record Done(Act act, Answer answer) {}

  /** A row. */
  private record Entry(String id, Act act, Answer answer) {
    String actor() {
      return act.actor();
    }

    /** Of what was made, where the path named nothing. */
    String target() {
      String location = answer.headers().get("Location");
      return act.target() != null || location == null
          ? act.target()
          : location.substring(location.lastIndexOf('/') + 1);
    }

    String outcome() {
      return answer.refusal().orElse(AuditLogEntry.DONE);
    }

    String traceId() {
      return TraceParent.traceIdOf(act.traceparent());
    }
  }
}
