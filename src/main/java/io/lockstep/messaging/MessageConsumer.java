package io.lockstep.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.sql.GroupCommit;
import io.lockstep.sql.Overloaded;
import io.lockstep.sql.SqlErrors;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
 * @param <E> what the queue carries
 */
public final class MessageConsumer<E> {
  private static final Logger LOG = Logger.getLogger(MessageConsumer.class);

  private final String queue;
  private final EventTypes<E> types;
  private final GroupCommit<Received<E>, Boolean> group;
  private final DeadLetterExchange deadLetters;
  private final MessagingConfig config;
  private final ObjectMapper json;
  private volatile String consumerTag;

  private MessageConsumer(
      String queue, EventTypes<E> types, GroupCommit<Received<E>, Boolean> group, Factory parts) {
    this.queue = queue;
    this.types = types;
    this.group = group;
    this.deadLetters = parts.deadLetters;
    this.config = parts.config;
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
    applied(delivery)
        .chain(() -> acknowledge(message, delivery))
        .subscribe()
        .with(
            done -> LOG.tracef("%s applied %s", queue, delivery.messageId()),
            error -> LOG.errorf(error, "%s left %s to redelivery", queue, delivery.messageId()));
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> applied(Delivery delivery) {
    try {
      E event = types.read(delivery.type(), delivery.body(), json);
      Received<E> received = new Received<>(delivery.messageId(), delivery.traceparent(), event);
      return attempt(received, 1)
          .onFailure()
          .recoverWithUni(error -> deadLetters.bury(delivery, "failed", error, config.attempts()));
    } catch (PoisonMessage poison) {
      return deadLetters.bury(delivery, poison.reason(), poison, 1);
    }
  }

  private Uni<Void> attempt(Received<E> received, int number) {
    return group
        .submit(received)
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(error -> again(received, number, error));
  }

  private Uni<Void> again(Received<E> received, int number, Throwable error) {
    if (isTransient(error)) {
      return pause(config.longestRetryDelay()).chain(() -> attempt(received, number));
    }
    if (number >= config.attempts()) {
      LOG.errorf(error, "%s gave %s up after %d attempts", queue, received.id(), number);
      return Uni.createFrom().failure(error);
    }
    LOG.warnf("%s failed on %s, attempt %d: %s", queue, received.id(), number, error);
    return pause(config.retryDelay().multipliedBy(1L << (number - 1)))
        .chain(() -> attempt(received, number + 1));
  }

  /** Nothing is wrong with the message: the database is away or busy. */
  static boolean isTransient(Throwable error) {
    return SqlErrors.isUnavailable(error)
        || SqlErrors.isDeadlock(error)
        || SqlErrors.isLockWaitTimeout(error)
        || error instanceof Overloaded;
  }

  static Uni<Void> pause(Duration delay) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(delay);
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

  /** Makes the consumers of the modules. */
  @ApplicationScoped
  public static class Factory {
    private final GroupCommit.Factory groups;
    private final Inbox inbox;
    private final DeadLetterExchange deadLetters;
    private final MessagingConfig config;
    private final ObjectMapper json;

    Factory(
        GroupCommit.Factory groups,
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
      GroupCommit<Received<E>, Boolean> group =
          groups
              .<Received<E>, Boolean>group(
                  queue, (tx, messages) -> applyFresh(tx, queue, messages, apply))
              .build();
      return new MessageConsumer<>(queue, types, group, this);
    }

    private <E> Uni<List<Boolean>> applyFresh(
        Tx tx,
        String queue,
        List<Received<E>> messages,
        BiFunction<Tx, List<Received<E>>, Uni<Void>> apply) {
      return inbox
          .fresh(tx, queue, messages)
          .flatMap(fresh -> fresh.isEmpty() ? Uni.createFrom().voidItem() : apply.apply(tx, fresh))
          .map(done -> messages.stream().map(message -> true).toList());
    }
  }
}
