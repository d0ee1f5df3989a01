package io.lockstep.idempotency;

import io.lockstep.auditlog.Act;
import io.lockstep.security.Caller;
import java.util.Optional;

/** What tests ask of use cases without a request. */
public final class Acts {
  private static final Act ACT = new Act(Caller.OPEN, "test", null, null, null);

  private Acts() {}

  /** Something that cannot be repeated. */
  public static KeyedAct anAct() {
    return new KeyedAct(ACT, Optional.empty());
  }

  /** Something that can be repeated under this key. */
  public static KeyedAct under(String key) {
    return under(new IdempotencyKey("anna", key, "0".repeat(64)));
  }

  static KeyedAct under(IdempotencyKey key) {
    return new KeyedAct(ACT, Optional.of(key));
  }
}
