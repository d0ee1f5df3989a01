package io.lockstep.workflow;

import io.lockstep.http.json.JsonText;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.lockstep.sweeps.Due;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.WorkflowTypes;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rows of workflows and of their history; many at a time in one statement. */
@ApplicationScoped
class WorkflowRepository {
  private static final String COLUMNS =
      "w.id, w.type, w.status, w.steps, w.auto_complete, w.current_step, w.undoing, w.accepted,"
          + " w.ending, w.attempt, w.data, w.result, w.reason, w.traceparent, w.noted,"
          + " w.created_at, w.updated_at";

  private final WorkflowTypes types;
  private final WorkflowConfig config;

  WorkflowRepository(WorkflowTypes types, WorkflowConfig config) {
    this.types = types;
    this.config = config;
  }

  /** False if there is one of that id already. */
  Uni<Boolean> insert(Tx tx, Workflow workflow) {
    return tx.update(
            """
            INSERT IGNORE INTO workflows (id, type, status, steps, auto_complete, current_step,
              accepted, attempt, data, traceparent, noted, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            workflow.id().toString(),
            workflow.type(),
            workflow.status().name(),
            types.write(workflow.steps()),
            workflow.autoComplete(),
            workflow.currentStep(),
            workflow.accepted(),
            workflow.attempt(),
            JsonText.textOf(workflow.data()),
            workflow.traceparent(),
            workflow.noted(),
            Time.toColumn(workflow.createdAt()),
            Time.toColumn(workflow.updatedAt()))
        .map(inserted -> inserted == 1);
  }

  Uni<Optional<Workflow>> find(Tx tx, UUID id) {
    return tx.first(
        "SELECT " + COLUMNS + " FROM workflows w WHERE w.id = ?", this::map, id.toString());
  }

  /** Reads and locks workflows until the transaction ends, in ascending order of their ids. */
  Uni<Map<UUID, Workflow>> lock(Tx tx, Collection<UUID> ids) {
    return tx.lock(
            RowLock.UPDATE,
            "SELECT "
                + COLUMNS
                + " FROM (SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                + "id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) t) j"
                + " STRAIGHT_JOIN workflows w FORCE INDEX (PRIMARY) ON w.id = j.id",
            this::map,
            JsonRows.ofValues(ids.stream().map(UUID::toString).distinct().sorted().toList()))
        .map(WorkflowRepository::byId);
  }

  /** Locks workflows whose step takes too long and that nobody else is looking after. */
  Uni<List<Workflow>> lockOverdue(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT " + COLUMNS + " FROM workflows w" + overdue(which),
        this::map,
        which.argument());
  }

  /** The ids of the same, without a lock. */
  Uni<List<String>> overdueIds(Tx tx, Due which) {
    return tx.list(
        "SELECT w.id FROM workflows w" + overdue(which),
        row -> row.getString("id"),
        which.argument());
  }

  private static String overdue(Due which) {
    return " WHERE w.due_at < UTC_TIMESTAMP(6) AND %s ORDER BY w.due_at LIMIT %d"
        .formatted(which.condition("w.id"), which.limit());
  }

  /** Notes what callers were promised. */
  Uni<Void> promise(Tx tx, Workflow workflow) {
    return tx.update(
            "UPDATE workflows SET accepted = ?, ending = ? WHERE id = ?",
            workflow.accepted(),
            workflow.ending(),
            workflow.id().toString())
        .replaceWithVoid();
  }

  /** Writes changes, one for each workflow, and what their histories get. */
  Uni<Void> write(Tx tx, Collection<WorkflowChange> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.update(
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$.i',
                status VARCHAR(16) PATH '$.s',
                current_step INT PATH '$.c',
                undoing INT PATH '$.u',
                accepted INT PATH '$.p',
                ending VARCHAR(16) PATH '$.e',
                attempt INT PATH '$.n',
                result LONGTEXT PATH '$.r',
                reason VARCHAR(255) PATH '$.w',
                noted INT PATH '$.h',
                due_in BIGINT PATH '$.d',
                at DATETIME(6) PATH '$.t')) j
              STRAIGHT_JOIN workflows w FORCE INDEX (PRIMARY) ON w.id = j.id
               SET w.status = j.status, w.current_step = j.current_step, w.undoing = j.undoing,
                   w.accepted = j.accepted, w.ending = j.ending, w.attempt = j.attempt,
                   w.result = j.result, w.reason = j.reason, w.noted = j.noted,
                   w.due_at = UTC_TIMESTAMP(6) + INTERVAL j.due_in MICROSECOND,
                   w.updated_at = j.at
            """,
            JsonRows.of(changes, this::row))
        .chain(() -> note(tx, changes));
  }

  private static Uni<Void> note(Tx tx, Collection<WorkflowChange> changes) {
    List<JsonObject> entries = new ArrayList<>();
    for (WorkflowChange change : changes) {
      int number = change.next().noted() - change.entries().size();
      for (WorkflowHistoryEntry entry : change.entries()) {
        number++;
        entries.add(
            new JsonObject()
                .put("i", change.next().id().toString())
                .put("n", number)
                .put("e", entry.event())
                .put("s", entry.step())
                .put("d", JsonText.textOf(entry.data()))
                .put("r", entry.reason())
                .put("t", Time.toJsonColumn(entry.at())));
      }
    }
    return tx.update(
            """
            INSERT INTO workflow_history (workflow_id, number, event, step, data, reason, at)
            SELECT j.id, j.number, j.event, j.step, j.data, j.reason, j.at
              FROM JSON_TABLE(?, '$[*]' COLUMNS (
                id CHAR(36) PATH '$.i',
                number INT PATH '$.n',
                event VARCHAR(32) PATH '$.e',
                step VARCHAR(64) PATH '$.s',
                data LONGTEXT PATH '$.d',
                reason VARCHAR(255) PATH '$.r',
                at DATETIME(6) PATH '$.t')) j
            """,
            JsonRows.of(entries, entry -> entry))
        .replaceWithVoid();
  }

  Uni<List<WorkflowHistoryEntry>> history(Tx tx, Workflow workflow) {
    return tx.list(
        "SELECT event, step, data, reason, at FROM workflow_history"
            + " WHERE workflow_id = ? AND number <= ? ORDER BY number",
        row ->
            new WorkflowHistoryEntry(
                row.getString("event"),
                row.getString("step"),
                JsonText.ofNullable(row.getString("data")),
                row.getString("reason"),
                Time.fromColumn(row.getLocalDateTime("at"))),
        workflow.id().toString(),
        workflow.noted());
  }

  private JsonObject row(WorkflowChange change) {
    Workflow workflow = change.next();
    return new JsonObject()
        .put("i", workflow.id().toString())
        .put("s", workflow.status().name())
        .put("c", workflow.currentStep())
        .put("u", workflow.undoing())
        .put("p", workflow.accepted())
        .put("e", workflow.ending())
        .put("n", workflow.attempt())
        .put("r", JsonText.textOf(workflow.result()))
        .put("w", workflow.reason())
        .put("h", workflow.noted())
        .put("d", workflow.waiting().map(this::micros).orElse(null))
        .put("t", Time.toJsonColumn(workflow.updatedAt()));
  }

  private Long micros(Step step) {
    Duration timeout =
        step.timeoutSeconds() == null
            ? config.stepTimeout()
            : Duration.ofSeconds(step.timeoutSeconds());
    return timeout.toNanos() / 1000;
  }

  private Workflow map(Row row) {
    return new Workflow(
        UUID.fromString(row.getString("id")),
        row.getString("type"),
        WorkflowStatus.valueOf(row.getString("status")),
        types.read(row.getString("steps")),
        row.getInteger("auto_complete") == 1,
        row.getInteger("current_step"),
        row.getInteger("undoing"),
        row.getInteger("accepted"),
        row.getString("ending"),
        row.getInteger("attempt"),
        JsonText.ofNullable(row.getString("data")),
        JsonText.ofNullable(row.getString("result")),
        row.getString("reason"),
        row.getString("traceparent"),
        row.getInteger("noted"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")));
  }

  private static Map<UUID, Workflow> byId(List<Workflow> workflows) {
    return workflows.stream()
        .collect(Collectors.toMap(Workflow::id, each -> each, (a, b) -> b, LinkedHashMap::new));
  }
}
