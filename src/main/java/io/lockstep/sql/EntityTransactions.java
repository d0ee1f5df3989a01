package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
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
 *
 * <p>Each attempt has a session and a Vert.x context of its own and is carried to its end, whatever
 * becomes of its caller: a session that is cancelled from outside keeps its connection for ever,
 * and one that is used on the context of another cannot be closed. A caller who waits longer than
 * {@code lockstep.sql.timeout} hears {@link DatabaseUnavailable}; whether the edit was committed is
 * then unknown to them.
 */
@ApplicationScoped
public class EntityTransactions {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int LONGEST_DELAY_MILLIS = 100;

  private final SqlConfig config;
  private final MeterRegistry metrics;
  private final Conflicts conflicts;
  private final Vertx vertx;

  EntityTransactions(SqlConfig config, MeterRegistry metrics, Conflicts conflicts, Vertx vertx) {
    this.config = config;
    this.metrics = metrics;
    this.conflicts = conflicts;
    this.vertx = vertx;
  }

  /** Runs {@code work} in a transaction; the answer is there only after the commit. */
  public <T> Uni<T> run(String useCase, Function<Mutiny.Session, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(() -> attempt(useCase, work, System.nanoTime() + DEADLINE.toNanos(), 1))
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new DatabaseUnavailable("no answer from the database in time", null));
  }

  /**
   * Reads an entity and locks its row until the transaction ends, so that what is checked of it
   * still holds when it is changed.
   *
   * <p>By a native query: for MySQL Hibernate writes {@code FOR UPDATE OF}, which MariaDB does not
   * know.
   *
   * @param select finds the row by its one parameter
   * @return the entity; null if there is none
   */
  public static <E> Uni<E> lock(Mutiny.Session session, Class<E> type, String select, Object id) {
    return session
        .createNativeQuery(RowLock.UPDATE.appendTo(select), type)
        .setParameter(1, id)
        .getSingleResultOrNull();
  }

  private <T> Uni<T> attempt(
      String useCase, Function<Mutiny.Session, Uni<T>> work, long deadline, int number) {
    if (number > 1) {
      conflicts.retried(useCase);
    }
    return onContextOfItsOwn(timed(useCase, work))
        .onFailure()
        .invoke(error -> conflicts.failed(useCase, error))
        .onFailure(error -> isLostRace(error) && deadline - System.nanoTime() > 0)
        .recoverWithUni(
            lost -> pause(number).chain(() -> attempt(useCase, work, deadline, number + 1)));
  }

  /** Cancelling the returned {@code Uni} ends the wait for the outcome, not the work. */
  private <T> Uni<T> onContextOfItsOwn(Uni<T> work) {
    return Uni.createFrom()
        .emitter(
            caller -> {
              Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              own.runOnContext(now -> work.subscribe().with(caller::complete, caller::fail));
            });
  }

  private <T> Uni<T> timed(String useCase, Function<Mutiny.Session, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample held = Timer.start(metrics);
              return Panache.withTransaction(() -> Panache.getSession().flatMap(work::apply))
                  .onFailure()
                  .transform(SqlErrors::fromClient)
                  .onTermination()
                  .invoke(() -> held.stop(timer(useCase)));
            });
  }

  private Timer timer(String useCase) {
    return metrics.timer("lockstep.sql.transaction", "use_case", useCase);
  }

  private static boolean isLostRace(Throwable error) {
    return error instanceof OptimisticLockException
        || error instanceof StaleStateException
        || SqlErrors.isDuplicateKey(error)
        || Transactions.isWorthRetrying(error);
  }

  private static Uni<Void> pause(int number) {
    int longest = Math.min(LONGEST_DELAY_MILLIS, 2 << Math.min(number, 6));
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(Duration.ofMillis(1 + ThreadLocalRandom.current().nextInt(longest)));
  }
}
