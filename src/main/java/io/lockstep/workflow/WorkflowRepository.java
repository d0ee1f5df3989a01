package io.lockstep.workflow;

import io.lockstep.http.json.JsonText;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Select;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.lockstep.sweeps.Due;
import io.lockstep.workflow.model.PhaseColumns;
import io.lockstep.workflow.model.Workflow;
import io.lockstep.workflow.model.WorkflowChange;
import io.lockstep.workflow.model.WorkflowHistoryEntry;
import io.lockstep.workflow.model.WorkflowStatus;
import io.lockstep.workflow.types.Step;
import io.lockstep.workflow.types.WorkflowTypes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rows of workflows and of their history; many at a time in one statement. */
@ApplicationScoped
class WorkflowRepository {
  private static final String COLUMNS =
      "id, type, status, steps, auto_complete, current_step, undoing, accepted,"
          + " ending, attempt, data, result, reason, traceparent, noted,"
          + " created_at, updated_at";

  private static final Table<UUID> WORKFLOWS = Table.byId("workflows", "id");
  private static final TableRows<Noted> HISTORY =
      Table.<Noted>of(
              "workflow_history",
              Column.id("workflow_id", Noted::workflowId),
              Column.number("number", Noted::number))
          .rows(
              noted -> noted,
              Column.text("event", 32, noted -> noted.entry().event()),
              Column.text("step", 64, noted -> noted.entry().step()),
              Column.of("data", "LONGTEXT", noted -> JsonText.textOf(noted.entry().data())),
              Column.text("reason", 255, noted -> noted.entry().reason()),
              Column.time("at", noted -> Time.toJsonColumn(noted.entry().at())));

  private final TableRows<Workflow> changed =
      WORKFLOWS.rows(
          Workflow::id,
          Column.text("status", 16, workflow -> workflow.columns().status()),
          Column.number("current_step", workflow -> workflow.columns().currentStep()),
          Column.number("undoing", workflow -> workflow.columns().undoing()),
          Column.number("accepted", workflow -> workflow.columns().accepted()),
          Column.text("ending", 16, workflow -> workflow.columns().ending()),
          Column.number("attempt", workflow -> workflow.columns().attempt()),
          Column.of("result", "LONGTEXT", workflow -> JsonText.textOf(workflow.columns().result())),
          Column.text("reason", 255, workflow -> workflow.columns().reason()),
          Column.number("noted", Workflow::noted),
          Column.<Workflow>number("due_in", each -> each.waiting().map(this::micros).orElse(null))
              .unstored(),
          Column.sql("due_at", "UTC_TIMESTAMP(6) + INTERVAL j.due_in MICROSECOND"),
          Column.time("updated_at", workflow -> Time.toJsonColumn(workflow.updatedAt())));

  private final WorkflowTypes types;
  private final WorkflowConfig config;

  WorkflowRepository(WorkflowTypes types, WorkflowConfig config) {
    this.types = types;
    this.config = config;
  }

  /** False if there is one of that id already. */
  Uni<Boolean> insert(Tx tx, Workflow workflow) {
    PhaseColumns phase = workflow.columns();
    return tx.update(
            """
            INSERT IGNORE INTO workflows (id, type, status, steps, auto_complete, current_step,
              accepted, attempt, data, traceparent, noted, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            workflow.id().toString(),
            workflow.type(),
            phase.status().name(),
            types.write(workflow.steps()),
            workflow.autoComplete(),
            phase.currentStep(),
            phase.accepted(),
            phase.attempt(),
            JsonText.textOf(workflow.data()),
            workflow.traceparent(),
            workflow.noted(),
            Time.toColumn(workflow.createdAt()),
            Time.toColumn(workflow.updatedAt()))
        .map(inserted -> inserted == 1);
  }

  Uni<Optional<Workflow>> find(Tx tx, UUID id) {
    return tx.first("SELECT " + COLUMNS + " FROM workflows WHERE id = ?", this::map, id.toString());
  }

  /** The newest of those with an id below {@code before}; null where all are wanted. */
  Uni<List<Workflow>> newest(Tx tx, String type, WorkflowStatus status, String before, int limit) {
    return newest(type, status, before, limit).list(tx, this::map);
  }

  static Select newest(String type, WorkflowStatus status, String before, int limit) {
    return Select.firstOf(ranges(type, status, before), "id DESC", limit);
  }

  private static List<Select> ranges(String type, WorkflowStatus status, String before) {
    if (type == null) {
      return List.of(
          status == null
              ? range("PRIMARY", "", before)
              : range("by_status", "status = ? AND ", status.name(), before));
    }
    return Stream.of(WorkflowStatus.values())
        .filter(each -> status == null || each == status)
        .map(each -> range("by_type", "type = ? AND status = ? AND ", type, each.name(), before))
        .toList();
  }

  private static Select range(String index, String condition, Object... arguments) {
    return Select.of(
        "SELECT %s FROM workflows FORCE INDEX (%s) WHERE %sid < ?"
            .formatted(COLUMNS, index, condition),
        arguments);
  }

  /** Reads and locks workflows until the transaction ends, in ascending order of their ids. */
  Uni<Map<UUID, Workflow>> lock(Tx tx, Collection<UUID> ids) {
    return WORKFLOWS
        .lock(tx, RowLock.UPDATE, COLUMNS, ids, this::map)
        .map(WorkflowRepository::byId);
  }

  /** Locks workflows whose step takes too long and that nobody else is looking after. */
  Uni<List<Workflow>> lockOverdue(Tx tx, Due which) {
    return tx.lock(
        RowLock.UPDATE_SKIP_LOCKED,
        "SELECT " + COLUMNS + " FROM workflows" + overdue(which),
        this::map,
        which.argument());
  }

  /** The ids of the same, without a lock. */
  Uni<List<String>> overdueIds(Tx tx, Due which) {
    return tx.list(
        "SELECT id FROM workflows" + overdue(which), row -> row.getString("id"), which.argument());
  }

  private static String overdue(Due which) {
    return " WHERE due_at < UTC_TIMESTAMP(6) AND %s ORDER BY due_at LIMIT %d"
        .formatted(which.condition("workflows.id"), which.limit());
  }

  /** Notes what callers were promised. */
  Uni<Void> promise(Tx tx, Workflow workflow) {
    return tx.update(
            "UPDATE workflows SET accepted = ?, ending = ? WHERE id = ?",
            workflow.columns().accepted(),
            workflow.columns().ending(),
            workflow.id().toString())
        .replaceWithVoid();
  }

  /** Writes changes, one for each workflow, and what their histories get. */
  Uni<Void> write(Tx tx, Collection<WorkflowChange> changes) {
    return changed
        .update(tx, changes.stream().map(WorkflowChange::next).toList())
        .chain(() -> HISTORY.insert(tx, changes.stream().flatMap(Noted::allOf).toList()))
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

  private Long micros(Step step) {
    Duration timeout =
        step.timeoutSeconds() == null
            ? config.stepTimeout()
            : Duration.ofSeconds(step.timeoutSeconds());
    return timeout.toNanos() / 1000;
  }

  private Workflow map(Row row) {
    return Workflow.of(
        UUID.fromString(row.getString("id")),
        row.getString("type"),
        types.read(row.getString("steps")),
        row.getInteger("auto_complete") == 1,
        JsonText.ofNullable(row.getString("data")),
        row.getString("traceparent"),
        phase(row),
        row.getInteger("noted"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")));
  }

  private static PhaseColumns phase(Row row) {
    return new PhaseColumns(
        WorkflowStatus.valueOf(row.getString("status")),
        row.getInteger("current_step"),
        row.getInteger("undoing"),
        row.getInteger("accepted"),
        row.getString("ending"),
        row.getInteger("attempt"),
        JsonText.ofNullable(row.getString("result")),
        row.getString("reason"));
  }

  private static Map<UUID, Workflow> byId(List<Workflow> workflows) {
    return workflows.stream()
        .collect(Collectors.toMap(Workflow::id, each -> each, (a, b) -> b, LinkedHashMap::new));
  }

  /**
   * An entry of a workflow's history.
   *
   * @param number from 1, in the order of the entries
   */
  private record Noted(UUID workflowId, int number, WorkflowHistoryEntry entry) {
    static Stream<Noted> allOf(WorkflowChange change) {
      List<WorkflowHistoryEntry> entries = change.entries();
      int before = change.next().noted() - entries.size();
      return IntStream.range(0, entries.size())
          .mapToObj(n -> new Noted(change.next().id(), before + n + 1, entries.get(n)));
    }
  }
}
