package io.lockstep.sweeps;

import io.lockstep.operations.AuditCheck;
import io.lockstep.platform.Time;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Nothing that a sweep or a job has to do waits because it cannot be done. Cost: reads what is set
 * aside.
 */
@ApplicationScoped
class NothingSetAside implements AuditCheck {
  @Override
  public String name() {
    return "nothing-set-aside";
  }

  @Override
  public Uni<Result> run(Tx tx) {
    return tx.list(
            """
            SELECT use_case, item, attempts, since FROM set_aside
             ORDER BY since, use_case, item LIMIT 3
            """,
            NothingSetAside::describe)
        .map(
            found ->
                found.isEmpty()
                    ? new Result(true, "no item is set aside")
                    : new Result(false, String.join("; ", found)));
  }

  private static String describe(Row row) {
    return "%s cannot do %s, tried %d times since %s"
        .formatted(
            row.getString("use_case"),
            row.getString("item"),
            row.getInteger("attempts"),
            Time.fromColumn(row.getLocalDateTime("since")));
  }
}
