package io.lockstep.sweeps;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lockstep.sql.Schema;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that is looked for at an interval and done in batches until none is left. One run never
 * overlaps the next. A failed run is tried again at the next tick, and logged unless the one before
 * failed with the same words.
 */
public final class Sweep {
  private static final Logger LOG = Logger.getLogger(Sweep.class);

  private final String name;
  private final int fullBatch;
  private final Supplier<Uni<Integer>> batch;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private volatile String trouble;

  private Sweep(String name, int fullBatch, Supplier<Uni<Integer>> batch) {
    this.name = name;
    this.fullBatch = fullBatch;
    this.batch = batch;
  }

  /** Looks now instead of at the next interval, or once more after the run that is under way. */
  public void wake() {
    wanted.set(true);
    tick();
  }

  private void tick() {
    if (running.compareAndSet(false, true)) {
      wanted.set(false);
      untilDone()
          .onTermination()
          .invoke(this::ended)
          .subscribe()
          .with(done -> trouble = null, error -> failed(String.valueOf(error.getMessage())));
    }
  }

  private void ended() {
    running.set(false);
    if (wanted.get()) {
      tick();
    }
  }

  private void failed(String words) {
    LOG.logf(
        words.equals(trouble) ? Logger.Level.DEBUG : Logger.Level.WARN,
        "%s waits for its next turn: %s",
        name,
        words);
    trouble = words;
  }

  private Uni<Integer> untilDone() {
    return Uni.createFrom()
        .deferred(() -> batch.get())
        .flatMap(count -> count < fullBatch ? Uni.createFrom().item(count) : untilDone());
  }

  /** Starts sweeps once the schema is there, and starts no run once the service ends. */
  @ApplicationScoped
  public static class Factory {
    private final Vertx vertx;
    private final Schema schema;
    private volatile boolean ending;

    Factory(Vertx vertx, Schema schema) {
      this.vertx = vertx;
      this.schema = schema;
    }

    /**
     * Runs {@code batch} every {@code interval}.
     *
     * @param fullBatch as long as a batch does this much, the next follows at once
     * @param batch does some of the work and answers how much it did
     */
    @CanIgnoreReturnValue
    public Sweep every(
        String name, Duration interval, int fullBatch, Supplier<Uni<Integer>> batch) {
      Sweep sweep = new Sweep(name, fullBatch, batch);
      schema.whenReady(() -> vertx.setPeriodic(interval.toMillis(), timer -> run(sweep)));
      return sweep;
    }

    private void run(Sweep sweep) {
      if (!ending) {
        sweep.tick();
      }
    }

    void stop(@Observes ShutdownEvent event) {
      ending = true;
    }
  }
}
