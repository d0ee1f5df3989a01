package io.lockstep.auditlog;

import io.lockstep.auditlog.AuditLog.Done;
import io.lockstep.http.Answer;
import io.lockstep.sql.EntityTransactions;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions of acts that have no idempotency key: a PUT, a PATCH, a DELETE. What comes of the
 * work is in the audit log if and only if it commits. POSTs are recorded by {@code Idempotency}.
 */
@ApplicationScoped
public class RecordedTransactions {
  private final Transactions transactions;
  private final EntityTransactions edits;
  private final AuditLog log;

  RecordedTransactions(Transactions transactions, EntityTransactions edits, AuditLog log) {
    this.transactions = transactions;
    this.edits = edits;
    this.log = log;
  }

  /** As {@link Transactions#run}. */
  public Uni<Answer> run(Act act, String useCase, Function<Tx, Uni<Answer>> work) {
    return transactions.run(
        useCase,
        tx -> work.apply(tx).call(answer -> log.append(tx, List.of(new Done(act, answer)))));
  }

  /** As {@link EntityTransactions#run}. */
  public Uni<Answer> edit(Act act, String useCase, Function<Mutiny.Session, Uni<Answer>> work) {
    return edits.run(
        useCase,
        session -> work.apply(session).call(answer -> log.append(session, new Done(act, answer))));
  }
}
