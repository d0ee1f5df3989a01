package io.lockstep.sql;

import java.time.Duration;
import java.util.Optional;

/**
 * How a transaction runs.
 *
 * @param useCase the name that metrics and logs carry
 * @param isolation the isolation level
 * @param readOnly whether the server may refuse writes
 * @param lockWait how long a statement waits for a row lock (whole seconds); the server's own limit
 *     where empty
 * @param deadline until when a deadlock or a lock wait timeout is retried, counted from the first
 *     attempt
 * @param timeout how long all of it may take; {@link SqlConfig#timeout} where empty
 */
public record TxOptions(
    String useCase,
    Isolation isolation,
    boolean readOnly,
    Optional<Duration> lockWait,
    Duration deadline,
    Optional<Duration> timeout) {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);
  private static final Duration LONG_READ = Duration.ofMinutes(5);

  /** A read-write transaction at READ COMMITTED that retries deadlocks for ten seconds. */
  public static TxOptions of(String useCase) {
    return new TxOptions(
        useCase,
        Isolation.READ_COMMITTED,
        false,
        Optional.empty(),
        DEFAULT_DEADLINE,
        Optional.empty());
  }

  /** The same at another level. */
  public TxOptions at(Isolation level) {
    return new TxOptions(useCase, level, readOnly, lockWait, deadline, timeout);
  }

  /** The same, reading only. */
  public TxOptions reading() {
    return new TxOptions(useCase, isolation, true, lockWait, deadline, timeout);
  }

  /** The same, reading only, and so much that it may take minutes. */
  public TxOptions readingLong() {
    return new TxOptions(useCase, isolation, true, lockWait, deadline, Optional.of(LONG_READ));
  }

  /** The same with a limit on each wait for a row lock, rounded up to whole seconds. */
  public TxOptions waitingAtMost(Duration limit) {
    return new TxOptions(useCase, isolation, readOnly, Optional.of(limit), deadline, timeout);
  }

  /** The same with another deadline; {@link Duration#ZERO} means one attempt only. */
  public TxOptions within(Duration limit) {
    return new TxOptions(useCase, isolation, readOnly, lockWait, limit, timeout);
  }
}
