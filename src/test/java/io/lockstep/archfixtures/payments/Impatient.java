package io.lockstep.archfixtures.payments;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Does what would stop an event loop, or hide a failure. */
final class Impatient {
  private Impatient() {}

  static String blocks(Uni<String> answer) {
    return answer.await().atMost(Duration.ofSeconds(1));
  }

  static void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }

  static void forgets(MutinyEmitter<String> emitter) {
    emitter.sendAndForget("whatever");
  }

  static CompletableFuture<String> leaves(Uni<String> answer) {
    return answer.subscribeAsCompletionStage();
  }
}
