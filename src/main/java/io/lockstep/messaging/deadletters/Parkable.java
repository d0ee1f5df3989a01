package io.lockstep.messaging.deadletters;

import java.time.Instant;

/** A message or record on its way to being applied, which may have to wait behind another. */
public interface Parkable {
  /** What it is about; empty for nothing, and then it waits for nothing. */
  String subject();

  String messageId();

  /** What it is parked as while it waits. */
  DeadLetter waiting(Instant now);
}
