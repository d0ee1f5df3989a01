package io.lockstep.locks.waiting;

/** Makes what rings for a line and its callers. */
interface Alarms<R, G> {
  /** Its ring is to {@link Line#wake} the line. */
  Alarm timeToAsk(Line<R, G> line);

  /** Its ring is to let the caller {@link Line#expire}. */
  Alarm waitIsOver(Line<R, G> line, Waiter<R, G> waiter);
}
