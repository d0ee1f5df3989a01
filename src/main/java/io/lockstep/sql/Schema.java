package io.lockstep.sql;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date at the start. A database that is not there yet is waited for, so the
 * service can start before its database.
 */
@ApplicationScoped
public class Schema {
  private static final Logger LOG = Logger.getLogger(Schema.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /** Of this process: before the first migration a missing table only has to be waited for. */
  private static volatile boolean wasReady;

  private final Flyway flyway;
  private final List<Runnable> waiting = new ArrayList<>();
  private volatile boolean ready;

  Schema(Flyway flyway) {
    this.flyway = flyway;
  }

  void migrate(@Observes StartupEvent event) {
    Uni.createFrom()
        .item(flyway::migrate)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onFailure()
        .invoke(error -> LOG.warnf("the schema waits for the database: %s", firstLine(error)))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .subscribe()
        .with(done -> becomeReady(), error -> LOG.error("the schema was not migrated", error));
  }

  /** Whether the tables are there. */
  public boolean isReady() {
    return ready;
  }

  static boolean wasReady() {
    return wasReady;
  }

  /** Runs {@code action} once the tables are there. */
  public void whenReady(Runnable action) {
    synchronized (this) {
      if (!ready) {
        waiting.add(action);
        return;
      }
    }
    action.run();
  }

  private void becomeReady() {
    List<Runnable> actions;
    wasReady = true;
    synchronized (this) {
      ready = true;
      actions = List.copyOf(waiting);
      waiting.clear();
    }
    actions.forEach(Runnable::run);
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
