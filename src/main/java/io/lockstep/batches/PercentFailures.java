package io.lockstep.batches;

import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Column;
import io.lockstep.sql.tables.Table;
import io.lockstep.sql.tables.TableRows;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The table {@code percent_job_failures}: the first rows of each job that could not be changed. The
 * job itself counts them all.
 */
final class PercentFailures {
  /** How many a job keeps and shows. */
  static final int MOST = 100;

  private static final TableRows<PercentJobView.Failure> FAILURES =
      Table.<PercentJobView.Failure>of(
              "percent_job_failures",
              Column.sql("job_id", "?"),
              Column.text("row_key", 64, PercentJobView.Failure::id))
          .rows(failure -> failure, Column.text("reason", 64, PercentJobView.Failure::reason));

  private PercentFailures() {}

  /** Keeps failures of a job, whose row is locked, unless it has enough. */
  static Uni<Void> keep(Tx tx, String job, long before, List<PercentJobView.Failure> failures) {
    List<PercentJobView.Failure> kept =
        failures.stream().limit(Math.max(0, MOST - before)).toList();
    return FAILURES.insert(tx, kept, job).replaceWithVoid();
  }

  /** In the order of the rows. */
  static Uni<List<PercentJobView.Failure>> of(Tx tx, String job) {
    return tx.list(
        "SELECT row_key, reason FROM percent_job_failures WHERE job_id = ? ORDER BY row_key",
        row -> new PercentJobView.Failure(row.getString("row_key"), row.getString("reason")),
        job);
  }
}
