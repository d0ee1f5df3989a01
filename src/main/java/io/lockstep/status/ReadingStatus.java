package io.lockstep.status;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.locks.reading.LockFigures;
import io.lockstep.messaging.backlog.MessageFigures;
import io.lockstep.operations.ServerStates;
import io.lockstep.orders.OpenOrders;
import io.lockstep.payments.reading.UnsettledPayments;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.workflow.figures.WorkflowFigures;
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

  private final Transactions transactions;
  private final OpenOrders orders;
  private final MessageFigures messages;
  private final UnsettledPayments payments;
  private final LockFigures locks;
  private final WorkflowFigures workflows;
  private final ServerStates servers;

  ReadingStatus(
      Transactions transactions,
      OpenOrders orders,
      MessageFigures messages,
      UnsettledPayments payments,
      LockFigures locks,
      WorkflowFigures workflows,
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
    return readWork(tx)
        .flatMap(
            work ->
                readMessages(tx)
                    .flatMap(
                        waiting -> locks.now(tx).map(held -> view(work, waiting, held, states))));
  }

  private Uni<Work> readWork(Tx tx) {
    return orders
        .now(tx)
        .flatMap(
            open ->
                payments
                    .now(tx)
                    .flatMap(
                        unsettled ->
                            workflows.now(tx).map(running -> new Work(open, unsettled, running))));
  }

  private Uni<Messages> readMessages(Tx tx) {
    return messages
        .outbox(tx)
        .flatMap(outbox -> messages.deadLetters(tx).map(dead -> new Messages(outbox, dead)));
  }

  private static StatusView view(
      Work work, Messages messages, LockFigures.Figures locks, List<ServerStates.Server> servers) {
    return new StatusView(
        work.orders, messages.outbox, messages.dead, work.payments, locks, work.workflows, servers);
  }

  private static Problem tooSlow() {
    return Problem.of(ProblemType.DATABASE_UNAVAILABLE, "The database does not answer in time");
  }

  /** What is under way. */
  private record Work(
      OpenOrders.Figures orders,
      UnsettledPayments.Figures payments,
      WorkflowFigures.Figures workflows) {}

  /** What waits and what is dead. */
  private record Messages(MessageFigures.Outbox outbox, MessageFigures.Dead dead) {}
}
