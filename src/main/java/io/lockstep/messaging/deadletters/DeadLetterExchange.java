package io.lockstep.messaging.deadletters;

import io.lockstep.messaging.brokers.Delivery;
import io.lockstep.messaging.brokers.RabbitLimits;
import io.lockstep.platform.CodePoints;
import io.lockstep.sql.SqlErrors;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Parks a message that cannot be applied among the {@link DeadLetters}, and tells whoever listens
 * on the exchange {@code dlx}, with what went wrong in the headers, which a plain reject could not
 * carry. Messages that the broker itself gives up on (too old) come to the same exchange with an
 * {@code x-death} header, and from there to the dead letters.
 */
@ApplicationScoped
public class DeadLetterExchange {
  static final String QUEUE = "x-lockstep-queue";
  static final String EXCHANGE = "x-lockstep-exchange";
  static final String REASON = "x-lockstep-reason";
  static final String ERROR = "x-lockstep-error";
  static final String ATTEMPTS = "x-lockstep-attempts";
  static final String DEAD_AT = "x-lockstep-dead-at";

  /** Says that the dead letter is in the table already. */
  static final String KEPT = "x-lockstep-kept";

  private static final Logger LOG = Logger.getLogger(DeadLetterExchange.class);
  private static final int PERSISTENT = 2;
  private static final int LONGEST_ERROR = 2000;

  private final MutinyEmitter<byte[]> emitter;
  private final DeadLetters deadLetters;
  private final Clock clock;

  DeadLetterExchange(
      @Channel("dlx") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter,
      DeadLetters deadLetters,
      Clock clock) {
    this.emitter = emitter;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  /**
   * Completes when the dead letter is in the table, where the messages behind it see it, and the
   * broker has confirmed the news of it. News that cannot be told is left: the dead letter is safe.
   */
  public Uni<Void> deadLetter(Delivery delivery, String reason, Throwable error, int attempts) {
    DeadLetter deadLetter = DeadLetter.of(delivery, reason, error, attempts, clock.instant());
    deadLetter.log(LOG, error);
    return deadLetters
        .keep(deadLetter)
        .chain(() -> publish(delivery, properties(delivery, reason, error, attempts)));
  }

  private Uni<Void> publish(Delivery delivery, OutgoingRabbitMQMetadata properties) {
    return emitter
        .sendMessage(Message.of(delivery.body(), Metadata.of(properties)))
        .onFailure(unpublished -> !SqlErrors.isTransient(unpublished))
        .recoverWithUni(
            unpublished -> {
              LOG.warnf(
                  unpublished,
                  "the dead letter was kept and not published: %s",
                  delivery.messageId());
              return Uni.createFrom().voidItem();
            });
  }

  private OutgoingRabbitMQMetadata properties(
      Delivery delivery, String reason, Throwable error, int attempts) {
    Map<String, Object> headers = new HashMap<>(delivery.headers());
    headers.remove("x-death"); // of an earlier death, before a replay
    headers.put(QUEUE, delivery.queue());
    headers.put(EXCHANGE, delivery.exchange());
    headers.put(REASON, reason);
    headers.put(ERROR, describe(error));
    headers.put(ATTEMPTS, attempts);
    headers.put(DEAD_AT, clock.instant().toString());
    headers.put(KEPT, "true");
    return OutgoingRabbitMQMetadata.builder()
        .withRoutingKey(delivery.routingKey())
        .withMessageId(delivery.messageId())
        .withType(RabbitLimits.propertyOrNull(delivery.type()))
        .withDeliveryMode(PERSISTENT)
        .withHeaders(headers)
        .build();
  }

  /** The failure's own words, shortened to what a header may carry. */
  static String describe(Throwable error) {
    return shortened(String.valueOf(error.getMessage()));
  }

  /** The same for words that came in a header; null for none. */
  static String shortened(String words) {
    return words == null ? null : CodePoints.first(LONGEST_ERROR, words);
  }
}
