package io.lockstep.locks.fencing;

import io.lockstep.locks.LocksConfig;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Fencing numbers. For each name there is one counter, in the database, for all backends; it grows
 * for ever. Most grants are numbered by the database itself. The Redis lock would be too slow that
 * way: it is given a block of numbers, which it may hand out for a limited time.
 *
 * <p>A block is used only after a second look has found that no grant was numbered past it; and a
 * grant past a living block first takes that block away from Redis (see {@link RedisTokenBlocks}).
 * So numbers grow in the order of the grants, whichever backend makes them.
 */
@ApplicationScoped
public class FenceTokens {
  private static final String USE_CASE = "fence";

  private final Transactions transactions;
  private final LocksConfig config;

  public FenceTokens(Transactions transactions, LocksConfig config) {
    this.transactions = transactions;
    this.config = config;
  }

  /** The next number of this name, and how long Redis may still hand out lower ones. */
  public Uni<Numbered> next(String name) {
    return transactions.run(
        USE_CASE,
        tx ->
            tx.update(
                    """
                    INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at)
                    SELECT ?, '', m.value + 1, UTC_TIMESTAMP(6)
                      FROM lock_marks m WHERE m.mark = 'fence-floor' LOCK IN SHARE MODE
                    ON DUPLICATE KEY UPDATE
                      fence = fence + 1, expires_at = GREATEST(expires_at, VALUES(expires_at))
                    """,
                    name)
                .chain(() -> find(tx, name))
                .map(Optional::orElseThrow));
  }

  /**
   * Sets a block aside: the numbers from {@code start + 1} to {@code start + size - 1}. A start is
   * a multiple of the block's size, which is how Redis knows the block's end.
   */
  Uni<Long> reserveBlock(String name) {
    long size = config.fenceBlock();
    return transactions.run(
        USE_CASE,
        tx ->
            tx.update(
                    """
                    INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at, block_until)
                    SELECT ?, '', (m.value DIV ? + 2) * ? - 1, UTC_TIMESTAMP(6),
                           UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
                      FROM lock_marks m WHERE m.mark = 'fence-floor' LOCK IN SHARE MODE
                    ON DUPLICATE KEY UPDATE
                      fence = (fence DIV ? + 2) * ? - 1,
                      expires_at = GREATEST(expires_at, VALUES(expires_at)),
                      block_until = VALUES(block_until)
                    """,
                    name,
                    size,
                    size,
                    config.fenceLease().toNanos() / 1000,
                    size,
                    size)
                .chain(() -> find(tx, name))
                .map(row -> row.orElseThrow().number() - size + 1));
  }

  /**
   * Whether this block may be used: no number was given out past it, and its lease lasts for at
   * least {@code time} from now.
   */
  Uni<Boolean> isLatest(String name, long start, Duration time) {
    long end = start + config.fenceBlock() - 1;
    return transactions
        .read(tx -> find(tx, name))
        .map(
            row ->
                row.filter(it -> it.number() == end && it.blockRemaining().compareTo(time) >= 0)
                    .isPresent());
  }

  /** The highest number so far. */
  public Uni<Optional<Long>> last(String name) {
    return transactions.read(tx -> find(tx, name)).map(row -> row.map(Numbered::number));
  }

  static Uni<Optional<Numbered>> find(Tx tx, String name) {
    return tx.first(
        "SELECT fence, "
            + BLOCK_REMAINING
            + " AS block_micros FROM distributed_locks WHERE lock_key = ?",
        row -> Numbered.of(row.getLong("fence"), row.getLong("block_micros")),
        name);
  }

  /** Microseconds for which Redis may still hand out numbers; as the column of a select. */
  public static final String BLOCK_REMAINING =
      "COALESCE(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), block_until), 0)";

  /**
   * A number, and how long Redis may still hand out lower ones.
   *
   * @param blockRemaining zero if there is no block
   */
  public record Numbered(long number, Duration blockRemaining) {
    public static Numbered of(long number, long blockMicros) {
      return new Numbered(number, Duration.ofNanos(Math.max(0, blockMicros) * 1000));
    }

    boolean mustTakeBlockBack() {
      return !blockRemaining.isZero();
    }
  }
}
