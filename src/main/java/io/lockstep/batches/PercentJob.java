package io.lockstep.batches;

import io.vertx.mutiny.sqlclient.Row;
import java.time.LocalDateTime;

/**
 * A job that runs.
 *
 * @param group whose rows it changes: the category, the department
 * @param skipped how many rows it has left as they were
 * @param lastKey how far it has come
 * @param createdAt rows that came later are not its
 */
record PercentJob(
    String id,
    String group,
    Percent percent,
    int batchSize,
    long skipped,
    String lastKey,
    LocalDateTime createdAt) {
  static PercentJob of(Row row) {
    return new PercentJob(
        row.getString("id"),
        row.getString("job_group"),
        new Percent(row.getBigDecimal("percent")),
        Math.max(1, row.getInteger("batch_size")),
        row.getLong("skipped"),
        row.getString("last_key"),
        row.getLocalDateTime("created_at"));
  }
}
