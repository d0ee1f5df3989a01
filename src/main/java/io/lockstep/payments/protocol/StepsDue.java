package io.lockstep.payments.protocol;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/** Wakes the asking of this instance after a commit that made a step due. */
@ApplicationScoped
class StepsDue {
  private final AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});

  /** Who is to be woken. */
  void wake(Runnable asking) {
    waiting.set(asking);
  }

  void signal() {
    waiting.get().run();
  }
}
