package io.lockstep.testing;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A fixed number of callers, each of which calls again as soon as it is answered, until the time is
 * over. Accepted and rejected answers are counted apart; a failure is an error.
 */
public final class ClosedLoop {
  private final LongAdder accepted = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Latencies latencies = new Latencies();
  private final CountDownLatch running;
  private final long end;
  private volatile Throwable lastError;

  private ClosedLoop(int callers, Duration time) {
    this.running = new CountDownLatch(callers);
    this.end = System.nanoTime() + time.toNanos();
  }

  /** Callers without a thread; {@code call} answers whether it was accepted. */
  public static Figures async(int callers, Duration time, Supplier<Uni<Boolean>> call) {
    ClosedLoop loop = new ClosedLoop(callers, time);
    long began = System.nanoTime();
    for (int i = 0; i < callers; i++) {
      loop.next(call);
    }
    return loop.finish(began);
  }

  /** Callers with a thread each. */
  public static Figures blocking(int callers, Duration time, Blocking call) {
    ClosedLoop loop = new ClosedLoop(callers, time);
    long began = System.nanoTime();
    for (int i = 0; i < callers; i++) {
      new Thread(() -> loop.repeat(call), "caller-" + i).start();
    }
    return loop.finish(began);
  }

  private void next(Supplier<Uni<Boolean>> call) {
    if (System.nanoTime() >= end) {
      running.countDown();
      return;
    }
    long began = System.nanoTime();
    call.get()
        .subscribe()
        .with(
            yes -> {
              note(began, yes);
              next(call);
            },
            error -> {
              note(error);
              next(call);
            });
  }

  private void repeat(Blocking call) {
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      try {
        note(began, call.call());
      } catch (Exception failed) {
        note(failed);
      }
    }
    running.countDown();
  }

  private void note(long began, boolean yes) {
    latencies.add((System.nanoTime() - began) / 1000);
    (yes ? accepted : rejected).increment();
  }

  private void note(Throwable error) {
    errors.increment();
    lastError = error;
  }

  private Figures finish(long began) {
    try {
      running.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Figures(
        accepted.sum(),
        accepted.sum() / seconds,
        rejected.sum() / seconds,
        errors.sum(),
        latencies.percentile(0.50),
        latencies.percentile(0.99),
        lastError == null ? null : lastError.toString());
  }

  /** A call that blocks. */
  @FunctionalInterface
  public interface Blocking {
    /** Answers whether it was accepted. */
    boolean call() throws Exception;
  }

  /**
   * What one round came to.
   *
   * @param p50 milliseconds
   * @param p99 milliseconds
   * @param lastError one of the errors, or null
   */
  public record Figures(
      long accepted,
      double acceptedPerSecond,
      double rejectedPerSecond,
      long errors,
      double p50,
      double p99,
      String lastError) {}
}
