package io.lockstep.idempotency;

import io.lockstep.auditlog.Act;
import java.util.Optional;

/**
 * What the caller of a POST asks for, and the key under which they may repeat it.
 *
 * @param key empty where they have named none
 */
public record KeyedAct(Act act, Optional<IdempotencyKey> key) {
  /** Who they are, as the audit log names them. */
  public String actor() {
    return act.actor();
  }

  /** Whether they may repeat it. */
  public boolean hasKey() {
    return key.isPresent();
  }
}
