package io.lockstep.messaging.consumer;

import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Exchange;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The default exchange and the queue arguments, which belong to no feature. */
@ApplicationScoped
class MessagingExchanges {
  /** The default exchange, through which a replayed dead letter goes straight to its queue. */
  @Produces
  @Singleton
  Exchange queues() {
    return new Exchange("");
  }

  /**
   * The arguments of every work queue: replicated, bounded in age, and a message that dies reaches
   * the dead letters even if the broker stops on the way.
   *
   * @see <a href="https://www.rabbitmq.com/docs/quorum-queues#dead-lettering">At-least-once dead
   *     lettering</a>
   */
  @Produces
  @Singleton
  @Identifier("work-queue")
  Map<String, Object> workQueue(MessagingConfig config) {
    return Map.of(
        "x-queue-type", "quorum",
        "x-dead-letter-exchange", "dlx",
        "x-dead-letter-strategy", "at-least-once",
        "x-overflow", "reject-publish",
        "x-message-ttl", config.messageTtl().toMillis());
  }

  /** The queue of dead letters keeps them until they are in the table. */
  @Produces
  @Singleton
  @Identifier("dead-letter-queue")
  Map<String, Object> deadLetterQueue() {
    return Map.of("x-queue-type", "quorum");
  }
}
