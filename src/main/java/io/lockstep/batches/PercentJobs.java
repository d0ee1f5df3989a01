package io.lockstep.batches;

import io.lockstep.http.Accepted;
import io.lockstep.http.Answer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sweeps.ItemSweep;
import io.lockstep.sweeps.Sweep;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/**
 * Jobs that change an amount by percent in all rows of a group, in batches that are each a short
 * transaction; see {@link PercentBatches} for what is guaranteed. A job takes the rows that are
 * there when it is asked for, none that is added later.
 */
public final class PercentJobs {
  /** How many rows a batch has unless said. */
  public static final int USUAL_BATCH = 1000;

  /** The most that a batch may have. */
  public static final int LARGEST_BATCH = 10_000;

  private final PercentTarget target;
  private final ItemSweep batches;
  private final Factory shared;
  private volatile Sweep sweep;

  private PercentJobs(PercentTarget target, Factory shared) {
    this.target = target;
    PercentBatches work =
        new PercentBatches(target, shared.transactions, shared.clock, shared.metrics);
    this.batches = shared.items.of(target.kind(), 1, work, work::aroundBadRows);
    this.shared = shared;
  }

  /** Carries the jobs on from now on, on this instance. */
  public void start() {
    sweep = shared.sweeps.every(target.kind(), shared.config.poll(), 1, this::runBatch);
  }

  /** Does one batch of one job; answers how many batches it did, none or one. */
  public Uni<Integer> runBatch() {
    return batches.run();
  }

  /**
   * Takes a job in the caller's transaction: 202 with its id, or the refusal if an amount would
   * leave its range.
   *
   * @param batchSize null for {@link #USUAL_BATCH}
   */
  public Uni<Answer> request(Tx tx, String group, Percent percent, Integer batchSize) {
    return extent(tx, group)
        .flatMap(
            extent ->
                refusal(percent, extent)
                    .map(refused -> Uni.createFrom().item(refused))
                    .orElseGet(() -> insert(tx, group, percent, batchSize, extent.total())));
  }

  /** How far a job has come; empty if there is none of that id. */
  public Uni<Optional<PercentJobView>> find(String id) {
    String byId =
        "SELECT " + PercentJobView.COLUMNS + " FROM " + target.jobs().table() + " WHERE id = ?";
    return Ids.isWellFormed(id)
        ? shared.transactions.read(
            tx ->
                tx.first(byId, PercentJobView::of, id)
                    .flatMap(found -> withFailures(tx, id, found)))
        : Uni.createFrom().item(Optional.empty());
  }

  private static Uni<Optional<PercentJobView>> withFailures(
      Tx tx, String id, Optional<PercentJobView> found) {
    return found.filter(view -> view.skipped() > 0).isEmpty()
        ? Uni.createFrom().item(found)
        : PercentFailures.of(tx, id).map(failures -> found.map(view -> view.with(failures)));
  }

  private Uni<Extent> extent(Tx tx, String group) {
    PercentTarget.Rows rows = target.rows();
    return tx.first(
            """
            SELECT COUNT(*) AS total, COALESCE(MAX(%s), 0) AS highest
              FROM %s FORCE INDEX (%s) WHERE %s = ?
            """
                .formatted(rows.amount(), rows.table(), rows.index(), target.group()),
            Extent::of,
            group)
        .map(Optional::orElseThrow);
  }

  /** Taking more than all is wrong whatever the amounts are. */
  private Optional<Answer> refusal(Percent percent, Extent extent) {
    return percent
        .refusalFor(target.what(), 100)
        .or(() -> percent.refusalFor(target.what(), extent.highest()));
  }

  private Uni<Answer> insert(Tx tx, String group, Percent percent, Integer batchSize, long total) {
    String id = shared.ids.next().toString();
    tx.afterCommit(this::wake);
    return tx.update(
            """
            INSERT INTO %s (id, %s, percent, batch_size, status, total, adjusted, %s, created_at)
            VALUES (?, ?, ?, ?, 'RUNNING', ?, 0, '', ?)
            """
                .formatted(target.jobs().table(), target.group(), target.jobs().lastKey()),
            id,
            group,
            percent.value(),
            batchSize == null ? USUAL_BATCH : batchSize,
            total,
            Time.toColumn(shared.clock.instant()))
        .replaceWith(
            () ->
                Answer.accepted(new Accepted(id))
                    .with("Location", "/" + target.kind() + "s/" + id));
  }

  /** Only where {@link #start} was called does this instance carry jobs on. */
  private void wake() {
    if (sweep != null) {
      sweep.wake();
    }
  }

  private record Extent(long total, long highest) {
    static Extent of(Row row) {
      return new Extent(row.getLong("total"), row.getLong("highest"));
    }
  }

  /** Makes the jobs of a feature. */
  @ApplicationScoped
  public static class Factory {
    private final Transactions transactions;
    private final Sweep.Factory sweeps;
    private final ItemSweep.Factory items;
    private final MeterRegistry metrics;
    private final BatchConfig config;
    private final Ids ids;
    private final Clock clock;

    Factory(
        Transactions transactions,
        Sweep.Factory sweeps,
        ItemSweep.Factory items,
        MeterRegistry metrics,
        BatchConfig config,
        Ids ids,
        Clock clock) {
      this.transactions = transactions;
      this.sweeps = sweeps;
      this.items = items;
      this.metrics = metrics;
      this.config = config;
      this.ids = ids;
      this.clock = clock;
    }

    /** The jobs of one kind. */
    public PercentJobs on(PercentTarget target) {
      return new PercentJobs(target, this);
    }
  }
}
