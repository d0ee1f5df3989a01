package io.lockstep.locks.waiting;

import io.vertx.core.Vertx;
import java.time.Duration;

/** An alarm by a timer of Vert.x; whoever sets or stops it holds the line's monitor. */
final class VertxAlarm implements Alarm {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Vertx vertx;
  private final Runnable ring;
  private long timer = -1;

  VertxAlarm(Vertx vertx, Runnable ring) {
    this.vertx = vertx;
    this.ring = ring;
  }

  /** Rather late than early: who asks before the holder's time has ended asks in vain. */
  @Override
  public void ringAfter(Duration time) {
    stop();
    long millis = Math.max(1, (time.toNanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    timer = vertx.setTimer(millis, fired -> ring.run());
  }

  @Override
  public void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
