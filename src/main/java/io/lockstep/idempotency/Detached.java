package io.lockstep.idempotency;

import io.lockstep.http.Problem;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Work that is carried to its end also when whoever waits for it goes away. */
final class Detached {
  private static final Logger LOG = Logger.getLogger(Detached.class);

  private Detached() {}

  /**
   * Starts {@code work} once for each subscription. Cancelling the returned {@code Uni} ends the
   * wait for the outcome, not the work; a failure that then nobody hears is logged, unless it is a
   * refusal.
   */
  static <T> Uni<T> run(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            caller -> {
              AtomicBoolean gone = new AtomicBoolean();
              caller.onTermination(() -> gone.set(true));
              Uni.createFrom()
                  .deferred(work::get)
                  .subscribe()
                  .with(
                      caller::complete,
                      error -> {
                        if (gone.get() && !(error instanceof Problem)) {
                          LOG.warn("The work of a request whose caller has gone failed", error);
                        }
                        caller.fail(error);
                      });
            });
  }
}
