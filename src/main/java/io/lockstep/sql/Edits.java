package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.OptimisticLockException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.hibernate.StaleStateException;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Opens transactions for what people edit, through Hibernate. An edit that loses a race (somebody
 * else inserted the same id, changed the version, or the database broke a deadlock) is run again
 * from its first read, for ten seconds, so the work must be repeatable and must check the caller's
 * precondition itself.
 */
@ApplicationScoped
public class Edits {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int LONGEST_DELAY_MILLIS = 100;

  private final SqlConfig config;
  private final MeterRegistry metrics;
  private final Conflicts conflicts;

  Edits(SqlConfig config, MeterRegistry metrics, Conflicts conflicts) {
    this.config = config;
    this.metrics = metrics;
    this.conflicts = conflicts;
  }

  /**
   * Runs {@code work} in a transaction; the answer is there only after the commit. Must be called
   * on a Vert.x context, as every request is.
   */
  public <T> Uni<T> run(String useCase, Function<Mutiny.Session, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(() -> attempts(useCase, Vertx.currentContext(), work))
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new DatabaseUnavailable("no answer from the database in time", null));
  }

  private <T> Uni<T> attempts(
      String useCase, Context context, Function<Mutiny.Session, Uni<T>> work) {
    return attempt(useCase, context, work, System.nanoTime() + DEADLINE.toNanos(), 1);
  }

  private <T> Uni<T> attempt(
      String useCase,
      Context context,
      Function<Mutiny.Session, Uni<T>> work,
      long deadline,
      int number) {
    if (number > 1) {
      conflicts.retried(useCase);
    }
    return timed(useCase, work)
        .onFailure()
        .invoke(error -> conflicts.failed(useCase, error))
        .onFailure(error -> isLostRace(error) && deadline - System.nanoTime() > 0)
        .recoverWithUni(
            lost ->
                pause(context, number)
                    .chain(() -> attempt(useCase, context, work, deadline, number + 1)));
  }

  private <T> Uni<T> timed(String useCase, Function<Mutiny.Session, Uni<T>> work) {
    Timer.Sample held = Timer.start(metrics);
    return Panache.withTransaction(() -> Panache.getSession().flatMap(work::apply))
        .onTermination()
        .invoke(() -> held.stop(metrics.timer("lockstep.sql.transaction", "use_case", useCase)));
  }

  private static boolean isLostRace(Throwable error) {
    return error instanceof OptimisticLockException
        || error instanceof StaleStateException
        || SqlErrors.isDuplicateKey(error)
        || Transactions.isWorthRetrying(error);
  }

  /** A session belongs to its context, so the next attempt goes back there. */
  private static Uni<Void> pause(Context context, int number) {
    int longest = Math.min(LONGEST_DELAY_MILLIS, 2 << Math.min(number, 6));
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(Duration.ofMillis(1 + ThreadLocalRandom.current().nextInt(longest)))
        .emitOn(task -> context.runOnContext(none -> task.run()));
  }
}
