package io.lockstep.platform;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * How far a job has come.
 *
 * @param status {@code RUNNING} or {@code COMPLETED}
 * @param total how many rows there were when it was asked for
 * @param adjusted how many have their new amount
 */
@RegisterForReflection
public record PercentJobView(String status, long total, long adjusted) {
  static final String COLUMNS = "status, total, adjusted";

  static PercentJobView of(Row row) {
    return new PercentJobView(
        row.getString("status"), row.getLong("total"), row.getLong("adjusted"));
  }
}
