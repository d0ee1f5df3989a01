package io.lockstep.http.problems;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Keeps what a filter goes on with on the context of its request. */
public final class OnContext {
  private OnContext() {}

  /**
   * The same, but its outcome comes on the context on which this was called: what a server or a
   * cache answers comes on a context of theirs, where nothing of the request is known.
   */
  public static <T> Uni<T> ofRequest(Uni<T> work) {
    Context request = Vertx.currentContext();
    return work.emitOn(
        step -> {
          if (Vertx.currentContext() == request) {
            step.run();
          } else {
            request.runOnContext(now -> step.run());
          }
        });
  }
}
