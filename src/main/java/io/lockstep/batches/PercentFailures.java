package io.lockstep.batches;

import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The table {@code percent_job_failures}: the first rows of each job that could not be changed. The
 * job itself counts them all.
 */
final class PercentFailures {
  /** How many a job keeps and shows. */
  static final int MOST = 100;

  private PercentFailures() {}

  /** Keeps failures of a job, whose row is locked, unless it has enough. */
  static Uni<Void> keep(Tx tx, String job, long before, List<PercentJobView.Failure> failures) {
    List<PercentJobView.Failure> kept =
        failures.stream().limit(Math.max(0, MOST - before)).toList();
    return kept.isEmpty()
        ? Uni.createFrom().voidItem()
        : tx.update(
                """
                INSERT INTO percent_job_failures (job_id, row_key, reason)
                SELECT ?, j.row_key, j.reason
                  FROM JSON_TABLE(?, '$[*]' COLUMNS (
                    row_key VARCHAR(64) PATH '$.k',
                    reason VARCHAR(64) PATH '$.r')) j
                """,
                job,
                JsonRows.of(
                    kept,
                    failure -> new JsonObject().put("k", failure.id()).put("r", failure.reason())))
            .replaceWithVoid();
  }

  /** In the order of the rows. */
  static Uni<List<PercentJobView.Failure>> of(Tx tx, String job) {
    return tx.list(
        "SELECT row_key, reason FROM percent_job_failures WHERE job_id = ? ORDER BY row_key",
        row -> new PercentJobView.Failure(row.getString("row_key"), row.getString("reason")),
        job);
  }
}
