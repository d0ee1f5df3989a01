package io.lockstep.archfixtures.payments;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.reactive.mutiny.Mutiny;

/** Does what would stop an event loop, hide a failure, or mix sessions up. */
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

  static AtomicInteger measures(MeterRegistry metrics) {
    return metrics.gauge("whatever", new AtomicInteger());
  }

  static Uni<Void> removes(Mutiny.Session session, Object entity) {
    return session.remove(entity);
  }
}
