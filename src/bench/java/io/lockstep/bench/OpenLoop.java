package io.lockstep.bench;

import io.lockstep.testing.Latencies;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Calls at an even rate, whatever the answers take. */
final class OpenLoop {
  private static final int MOST_AT_ONCE = 512;

  private OpenLoop() {}

  /**
   * Calls until the time is over and the last answer is there.
   *
   * @param latencies gets how long each answer took, counted from when its call was due
   * @return how many calls failed
   */
  static long run(
      double perSecond, Duration time, Supplier<? extends Uni<?>> call, Latencies latencies) {
    LongAdder errors = new LongAdder();
    Semaphore open = new Semaphore(MOST_AT_ONCE);
    long began = System.nanoTime();
    long count = Math.round(perSecond * time.toSeconds());
    for (long i = 0; i < count; i++) {
      long due = began + (long) (i * 1e9 / perSecond);
      sleepUntil(due);
      open.acquireUninterruptibly();
      call.get()
          .onTermination()
          .invoke(() -> open.release())
          .subscribe()
          .with(
              answer -> latencies.add((System.nanoTime() - due) / 1000),
              error -> errors.increment());
    }
    open.acquireUninterruptibly(MOST_AT_ONCE);
    return errors.sum();
  }

  private static void sleepUntil(long nanos) {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }
}
