package io.lockstep.workflow.types;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code workflow_types}. Whoever starts a workflow holds its type's row in share mode,
 * whoever redefines the type exclusively: so none starts while its steps change.
 */
@ApplicationScoped
public class WorkflowTypes {
  private static final String ALL =
      "SELECT type, steps, auto_complete, version, updated_at FROM workflow_types";
  private static final String SELECT = ALL + " WHERE type = ?";

  private final ObjectMapper json;

  WorkflowTypes(ObjectMapper json) {
    this.json = json;
  }

  Uni<Optional<WorkflowType>> find(Tx tx, String type) {
    return tx.first(SELECT, this::map, type);
  }

  /** In the order of their names, those behind {@code after}. */
  Uni<List<WorkflowType>> list(Tx tx, String after, int limit) {
    return behind(after, limit).list(tx, this::map);
  }

  static Select behind(String after, int limit) {
    return Select.of(
        ALL + " FORCE INDEX (PRIMARY) WHERE type > ? ORDER BY type LIMIT ?", after, limit);
  }

  public Uni<Optional<WorkflowType>> lock(Tx tx, RowLock lock, String type) {
    return tx.lock(lock, SELECT, this::map, type).map(found -> found.stream().findFirst());
  }

  /** False if there is one of that name already, which is locked then. */
  Uni<Boolean> insert(Tx tx, WorkflowType type) {
    return tx.update(
            """
            INSERT IGNORE INTO workflow_types (type, steps, auto_complete, version, updated_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            type.type(),
            write(type.steps()),
            type.autoComplete(),
            type.version(),
            Time.toColumn(type.updatedAt()))
        .map(inserted -> inserted == 1);
  }

  Uni<Void> update(Tx tx, WorkflowType type) {
    return tx.update(
            """
            UPDATE workflow_types SET steps = ?, auto_complete = ?, version = ?, updated_at = ?
             WHERE type = ?
            """,
            write(type.steps()),
            type.autoComplete(),
            type.version(),
            Time.toColumn(type.updatedAt()),
            type.type())
        .replaceWithVoid();
  }

  Uni<Boolean> hasRunning(Tx tx, String type) {
    return tx.first(
            "SELECT id FROM workflows WHERE type = ? AND status = 'RUNNING' LIMIT 1",
            row -> row.getString("id"),
            type)
        .map(Optional::isPresent);
  }

  public String write(List<Step> steps) {
    try {
      return json.writeValueAsString(steps);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  public List<Step> read(String steps) {
    try {
      return json.readValue(steps, new TypeReference<List<Step>>() {});
    } catch (JsonProcessingException notReadable) {
      throw new IllegalStateException(notReadable);
    }
  }

  private WorkflowType map(Row row) {
    return new WorkflowType(
        row.getString("type"),
        read(row.getString("steps")),
        row.getInteger("auto_complete") == 1,
        row.getLong("version"),
        Time.fromColumn(row.getLocalDateTime("updated_at")));
  }
}
