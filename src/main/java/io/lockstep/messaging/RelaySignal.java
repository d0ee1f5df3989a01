package io.lockstep.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wakes the relays when fresh rows have been committed, so that nothing waits for a poll. */
@ApplicationScoped
class RelaySignal {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  void rowsAppended() {
    listeners.forEach(Runnable::run);
  }

  void whenRowsAppended(Runnable listener) {
    listeners.add(listener);
  }
}
