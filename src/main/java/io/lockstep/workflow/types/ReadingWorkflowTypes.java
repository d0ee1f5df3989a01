package io.lockstep.workflow.types;

import io.lockstep.http.Page;
import io.lockstep.platform.Names;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Answers how types are defined. */
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

  /** In the order of their names. */
  Uni<Page<WorkflowType>> list(Page.Request page) {
    String after = page.afterId(Names::isValid);
    return transactions
        .read(tx -> types.list(tx, after, page.rowsToRead()))
        .map(rows -> Page.of(rows, page, WorkflowType::type));
  }
}
