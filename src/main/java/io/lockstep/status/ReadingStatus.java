package io.lockstep.status;

import io.lockstep.http.Problem;
import io.lockstep.locks.reading.LockFigures;
import io.lockstep.messaging.backlog.MessageFigures;
import io.lockstep.operations.ServerStates;
import io.lockstep.orders.OpenOrders;
import io.lockstep.payments.reading.UnsettledPayments;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.ReadingWorkflows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Reads all figures, one after the other, each as of now. Each of them is bounded by an index, and
 * all together by {@link #LONGEST}.
 */
@ApplicationScoped
class ReadingStatus {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int RETRY_AFTER_SECONDS = 1;

  private final Transactions transactions;
  private final OpenOrders orders;
  private final MessageFigures messages;
  private final UnsettledPayments payments;
  private final LockFigures locks;
  private final ReadingWorkflows workflows;
  private final ServerStates servers;

  ReadingStatus(
      Transactions transactions,
      OpenOrders orders,
      MessageFigures messages,
      UnsettledPayments payments,
      LockFigures locks,
      ReadingWorkflows workflows,
      ServerStates servers) {
    this.transactions = transactions;
    this.orders = orders;
    this.messages = messages;
    this.payments = payments;
    this.locks = locks;
    this.workflows = workflows;
    this.servers = servers;
  }

  /** The status; fails as every reader does while the database is away. */
  Uni<StatusView> now() {
    return servers
        .now()
        .flatMap(states -> transactions.read(tx -> read(tx, states)))
        .ifNoItem()
        .after(LONGEST)
        .failWith(ReadingStatus::tooSlow);
  }

  private Uni<StatusView> read(Tx tx, List<ServerStates.Server> states) {
    Reading reading = new Reading();
    return orders
        .now(tx)
        .invoke(found -> reading.orders = found)
        .chain(() -> messages.outbox(tx))
        .invoke(found -> reading.outbox = found)
        .chain(() -> messages.deadLetters(tx))
        .invoke(found -> reading.deadLetters = found)
        .chain(() -> payments.now(tx))
        .invoke(found -> reading.payments = found)
        .chain(() -> locks.now(tx))
        .invoke(found -> reading.locks = found)
        .chain(() -> workflows.figures(tx))
        .map(
            found ->
                new StatusView(
                    reading.orders,
                    reading.outbox,
                    reading.deadLetters,
                    reading.payments,
                    reading.locks,
                    found,
                    states));
  }

  private static Problem tooSlow() {
    return Problem.unavailable(
        "database-unavailable",
        "Database unavailable",
        "The database does not answer in time",
        RETRY_AFTER_SECONDS);
  }

  /** What has been read so far. */
  private static final class Reading {
    private OpenOrders.Figures orders;
    private MessageFigures.Outbox outbox;
    private MessageFigures.Dead deadLetters;
    private UnsettledPayments.Figures payments;
    private LockFigures.Figures locks;
  }
}
