package io.lockstep.messaging.consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.MessagingConfig;
import io.lockstep.messaging.brokers.Delivery;
import io.lockstep.messaging.deadletters.DeadLetter;
import io.lockstep.messaging.deadletters.DeadLetterExchange;
import io.lockstep.messaging.deadletters.Parkable;
import io.lockstep.messaging.deadletters.ParkedOrder;
import io.lockstep.sql.Tx;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Applies the messages of one queue, each exactly once, many in one transaction.
 *
 * <p>A message is read, waits for its group, is noted in the inbox and applied in one transaction,
 * and acknowledged after the commit. One that fails is tried again with a growing delay and then
 * dead-lettered; one that cannot be read is dead-lettered at once. While the database is away
 * messages wait, unacknowledged, and nothing is dead-lettered for it.
 *
 * <p>The messages of one subject (an order, a workflow) are applied one after the other, and none
 * overtakes one of its subject that is dead-lettered: see {@link ParkedOrder}. Several instances
 * share a queue; while one tries a message again, another may be given the next of its subject.
 *
 * @param <E> what the queue carries
 */
public final class MessageConsumer<E> {
  private static final Logger LOG = Logger.getLogger(MessageConsumer.class);

  private final String queue;
  private final EventTypes<E> types;
  private final GroupCommit<Taken<E>, Boolean> group;
  private final SubjectTurns turns = new SubjectTurns();
  private final DeadLetterExchange deadLetters;
  private final Retries retries;
  private final ObjectMapper json;
  private volatile String consumerTag;

  private MessageConsumer(
      String queue, EventTypes<E> types, GroupCommit<Taken<E>, Boolean> group, Factory parts) {
    this.queue = queue;
    this.types = types;
    this.group = group;
    this.deadLetters = parts.deadLetters;
    this.retries = Retries.of(queue, parts.config);
    this.json = parts.json;
  }

  /**
   * Takes a message from its channel. Returns at once, so that the next one can come and both can
   * share a transaction; how many are under way is bounded by the channel's prefetch. The message
   * is acknowledged when its effect is committed or it is safe among the dead letters.
   */
  public Uni<Void> accept(Message<byte[]> message) {
    Delivery delivery = Delivery.of(queue, message);
    consumerTag = delivery.consumerTag();
    turns.enter(delivery.subject(), () -> take(message, delivery));
    return Uni.createFrom().voidItem();
  }

  private void take(Message<byte[]> message, Delivery delivery) {
    Uni.createFrom()
        .deferred(() -> applied(delivery))
        .chain(() -> acknowledge(message, delivery))
        .onTermination()
        .invoke(() -> turns.leave(delivery.subject()))
        .subscribe()
        .with(
            done -> LOG.tracef("%s applied %s", queue, delivery.messageId()),
            error -> LOG.errorf(error, "%s left %s to redelivery", queue, delivery.messageId()));
  }

  private Uni<Void> applied(Delivery delivery) {
    try {
      E event = types.read(delivery.type(), delivery.body(), json);
      Received<E> received = new Received<>(delivery.messageId(), delivery.traceparent(), event);
      Taken<E> taken = new Taken<>(received, delivery);
      return retries
          .run(delivery.messageId(), () -> group.submit(taken).replaceWithVoid())
          .onFailure()
          .recoverWithUni(error -> deadLetter(delivery, "failed", error, retries.attempts()));
    } catch (RuntimeException unreadable) {
      return deadLetter(delivery, PoisonMessage.reasonOf(unreadable), unreadable, 1);
    }
  }

  /** While the database is away the message stays where it is. */
  private Uni<Void> deadLetter(Delivery delivery, String reason, Throwable error, int attempts) {
    return retries.whileTransient(() -> deadLetters.deadLetter(delivery, reason, error, attempts));
  }

  /**
   * Acknowledges on the connection that delivered the message. After a reconnect its delivery tag
   * belongs to some other message, and the broker delivers this one again anyway.
   */
  private Uni<Void> acknowledge(Message<byte[]> message, Delivery delivery) {
    return delivery.consumerTag().equals(consumerTag)
        ? Uni.createFrom().completionStage(message.ack())
        : Uni.createFrom().voidItem();
  }

  private record Taken<E>(Received<E> received, Delivery delivery) implements Parkable {
    @Override
    public String subject() {
      return delivery.subject();
    }

    @Override
    public String messageId() {
      return delivery.messageId();
    }

    @Override
    public DeadLetter waiting(Instant now) {
      return DeadLetter.waiting(delivery, now);
    }
  }

  /** Makes the consumers of the modules. */
  @ApplicationScoped
  public static class Factory {
    private final GroupCommits groups;
    private final Inbox inbox;
    private final DeadLetterExchange deadLetters;
    private final MessagingConfig config;
    private final ObjectMapper json;

    Factory(
        GroupCommits groups,
        Inbox inbox,
        DeadLetterExchange deadLetters,
        MessagingConfig config,
        ObjectMapper json) {
      this.groups = groups;
      this.inbox = inbox;
      this.deadLetters = deadLetters;
      this.config = config;
      this.json = json;
    }

    /**
     * A consumer of one queue.
     *
     * @param queue the queue's name, which is also the consumer's name in the inbox
     * @param types what the queue may carry
     * @param apply applies messages that are seen for the first time, in their order, in the given
     *     transaction
     */
    public <E> MessageConsumer<E> consumer(
        String queue, EventTypes<E> types, BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
      GroupCommit<Taken<E>, Boolean> group =
          groups
              .<Taken<E>, Boolean>group(queue, (tx, taken) -> applyAll(tx, queue, taken, apply))
              .build();
      return new MessageConsumer<>(queue, types, group, this);
    }

    private <E> Uni<List<Boolean>> applyAll(
        Tx tx,
        String queue,
        List<Taken<E>> taken,
        BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
      return inbox
          .apply(tx, queue, queue, taken, Taken::received, apply)
          .map(done -> taken.stream().map(each -> true).toList());
    }
  }
}
