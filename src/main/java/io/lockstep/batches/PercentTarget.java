package io.lockstep.batches;

/**
 * What a kind of {@link PercentJobs} works on: names of tables and columns, which stand in the
 * code.
 *
 * @param kind the job's name: {@code price-adjustment}; in the plural it is its path, too
 * @param what is changed: {@code price}
 * @param group the column, of both tables, that says which rows belong to a job: {@code category}
 * @param jobs where the jobs are
 * @param rows where the amounts are
 */
public record PercentTarget(String kind, ComputedAmount what, String group, Jobs jobs, Rows rows) {

  /**
   * The table of jobs: {@code id, percent, batch_size, status, total, adjusted, skipped,
   * created_at}, the group and the last key.
   *
   * @param lastKey the column that says up to which row a job has come
   */
  public record Jobs(String table, String lastKey) {}

  /**
   * The table of rows: with {@code version, created_at, updated_at}.
   *
   * @param key its primary key, ASCII text
   * @param amount the column in minor units
   * @param index on (group, key), in whose order the rows are locked
   */
  public record Rows(String table, String key, String amount, String index) {}
}
