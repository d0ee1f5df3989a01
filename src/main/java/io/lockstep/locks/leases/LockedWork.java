package io.lockstep.locks.leases;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Work that goes on only as long as all of its locks are held. */
final class LockedWork {
  private static final Logger LOG = Logger.getLogger(LockedWork.class);

  private LockedWork() {}

  /** Runs the work, and gives the locks back however it ends. */
  static <T> Uni<T> run(List<Lock> locks, Supplier<Uni<T>> work) {
    return unlessLost(locks, work).onTermination().call(() -> release(locks));
  }

  /** The work is cancelled first, and then its caller hears why. */
  private static <T> Uni<T> unlessLost(List<Lock> locks, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            caller -> {
              Cancellable working =
                  Uni.createFrom()
                      .deferred(work::get)
                      .subscribe()
                      .with(caller::complete, caller::fail);
              List<Runnable> watches =
                  locks.stream()
                      .map(
                          lock ->
                              lock.whenLost(
                                  lost -> {
                                    working.cancel();
                                    caller.fail(lost);
                                  }))
                      .toList();
              caller.onTermination(
                  () -> {
                    working.cancel();
                    watches.forEach(Runnable::run);
                  });
            });
  }

  /** Gives locks back, one after the other; does not fail. */
  static Uni<Void> release(List<Lock> locks) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Lock lock : locks) {
      all = all.chain(() -> release(lock));
    }
    return all;
  }

  /** How the work ended is what its caller hears, not what became of the lock after it. */
  private static Uni<Void> release(Lock lock) {
    return lock.release()
        .onFailure()
        .invoke(failure -> LOG.debugf("%s ends by itself: %s", lock.name(), failure.getMessage()))
        .onFailure()
        .recoverWithNull();
  }
}
