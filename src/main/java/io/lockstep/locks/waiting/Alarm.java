package io.lockstep.locks.waiting;

import java.time.Duration;

/** Rings once, unless it is stopped or set anew before. */
interface Alarm {
  void ringAfter(Duration time);

  void stop();
}
