package io.lockstep.workflow.types;

import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers how a type is defined. */
@ApplicationScoped
class ReadingWorkflowTypes {
  private final Transactions transactions;
  private final WorkflowTypes types;

  ReadingWorkflowTypes(Transactions transactions, WorkflowTypes types) {
    this.transactions = transactions;
    this.types = types;
  }

  Uni<Optional<WorkflowType>> find(String type) {
    return transactions.read(tx -> types.find(tx, type));
  }
}
