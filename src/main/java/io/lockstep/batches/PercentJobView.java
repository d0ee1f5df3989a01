package io.lockstep.batches;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a job has come.
 *
 * @param status {@code RUNNING} or {@code COMPLETED}
 * @param total how many rows there were when it was asked for
 * @param adjusted how many have their new amount
 * @param skipped how many could not be changed, and have their old one
 * @param failures the first of those, at most 100
 */
@RegisterForReflection
@Schema(name = "PercentJob")
public record PercentJobView(
    @Schema(enumeration = {"RUNNING", "COMPLETED"}) String status,
    long total,
    long adjusted,
    long skipped,
    List<Failure> failures) {
  static final String COLUMNS = "status, total, adjusted, skipped";

  static PercentJobView of(Row row) {
    return new PercentJobView(
        row.getString("status"),
        row.getLong("total"),
        row.getLong("adjusted"),
        row.getLong("skipped"),
        List.of());
  }

  PercentJobView with(List<Failure> found) {
    return new PercentJobView(status, total, adjusted, skipped, found);
  }

  /**
   * A row that could not be changed.
   *
   * @param id of the product (its SKU) or the employee
   * @param reason {@code below-zero}, {@code overflow} or {@code refused}
   */
  @RegisterForReflection
  @Schema(name = "SkippedRow")
  public record Failure(String id, String reason) {}
}
