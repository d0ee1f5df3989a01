package io.lockstep.messaging;

import io.lockstep.platform.Ids;
import io.lockstep.platform.Time;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Moves what arrives in the queue {@code dead-letters} into the table of the same name, where an
 * operator sees and replays it. It takes anything; while the database is away the letters wait in
 * the queue.
 */
@ApplicationScoped
class DeadLetterIntake {
  private static final Logger LOG = Logger.getLogger(DeadLetterIntake.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final Transactions transactions;
  private final Ids ids;
  private final Clock clock;

  DeadLetterIntake(Transactions transactions, Ids ids, Clock clock) {
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Incoming("dead-letters")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(Message<byte[]> message) {
    DeadLetter letter = DeadLetter.of(Delivery.of("dead-letters", message), clock.instant());
    return transactions
        .run("dead-letter-intake", tx -> insert(tx, letter))
        .onFailure()
        .invoke(error -> LOG.warnf("a dead letter waits for the database: %s", error.getMessage()))
        .onFailure()
        .retry()
        .withBackOff(RETRY, LONGEST_RETRY)
        .indefinitely()
        .chain(() -> Uni.createFrom().completionStage(message.ack()));
  }

  private Uni<Integer> insert(Tx tx, DeadLetter letter) {
    return tx.update(
        """
        INSERT IGNORE INTO dead_letters (id, queue, exchange, routing_key, message_id, type, subject,
          traceparent, reason, error, attempts, payload, occurred_at, dead_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        ids.next().toString(),
        letter.queue(),
        letter.exchange(),
        letter.routingKey(),
        letter.messageId(),
        letter.type(),
        letter.subject(),
        letter.traceparent(),
        letter.reason(),
        letter.error(),
        letter.attempts(),
        Buffer.buffer(letter.payload()),
        Time.toColumn(letter.occurredAt()),
        Time.toColumn(clock.instant()),
        letter.fingerprint());
  }
}
