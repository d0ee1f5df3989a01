package io.lockstep.workflow.types;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Defines a workflow type, or redefines one of which no workflow is running. */
@ApplicationScoped
class DefiningType {
  private final RecordedTransactions transactions;
  private final WorkflowTypes types;
  private final BuiltInWorkflows builtIn;
  private final Clock clock;

  DefiningType(
      RecordedTransactions transactions,
      WorkflowTypes types,
      BuiltInWorkflows builtIn,
      Clock clock) {
    this.transactions = transactions;
    this.types = types;
    this.builtIn = builtIn;
    this.clock = clock;
  }

  /** 201 or 200; 409 {@code workflow-type-in-use} or {@code workflow-type-built-in}. */
  Uni<Answer> define(
      Act act, String name, List<Step> steps, boolean autoComplete, Preconditions preconditions) {
    WorkflowType first = new WorkflowType(name, steps, autoComplete, 1, clock.instant());
    return transactions.run(
        act,
        "define-workflow-type",
        tx ->
            builtIn.of(name).isPresent()
                ? Uni.createFrom().item(Answer.refused(isBuiltIn()))
                : define(tx, first, preconditions));
  }

  private Uni<Answer> define(Tx tx, WorkflowType first, Preconditions preconditions) {
    return types
        .insert(tx, first)
        .flatMap(
            inserted ->
                inserted ? defined(first, preconditions) : redefine(tx, first, preconditions));
  }

  private static Uni<Answer> defined(WorkflowType first, Preconditions preconditions) {
    preconditions.checkMissing();
    return Uni.createFrom().item(Answer.put(true, first).versioned(first.version()));
  }

  private Uni<Answer> redefine(Tx tx, WorkflowType wanted, Preconditions preconditions) {
    return types
        .lock(tx, RowLock.UPDATE, wanted.type())
        .map(Optional::orElseThrow)
        .invoke(known -> preconditions.check(known.version()))
        .flatMap(
            known ->
                isSame(known, wanted)
                    ? answer(known)
                    : types
                        .hasRunning(tx, wanted.type())
                        .flatMap(running -> running ? inUse() : replace(tx, known, wanted)));
  }

  private Uni<Answer> replace(Tx tx, WorkflowType known, WorkflowType wanted) {
    WorkflowType next =
        new WorkflowType(
            wanted.type(),
            wanted.steps(),
            wanted.autoComplete(),
            known.version() + 1,
            wanted.updatedAt());
    return types.update(tx, next).chain(() -> answer(next));
  }

  private static boolean isSame(WorkflowType known, WorkflowType wanted) {
    return known.steps().equals(wanted.steps()) && known.autoComplete() == wanted.autoComplete();
  }

  private static Uni<Answer> answer(WorkflowType type) {
    return Uni.createFrom().item(Answer.put(false, type).versioned(type.version()));
  }

  private static Uni<Answer> inUse() {
    return Uni.createFrom()
        .item(
            Answer.refused(
                Problem.of(
                    ProblemType.WORKFLOW_TYPE_IN_USE,
                    "Workflows of this type are running; define another type, or wait")));
  }

  private static Problem isBuiltIn() {
    return Problem.of(
        ProblemType.WORKFLOW_TYPE_BUILT_IN,
        "This type belongs to the service and cannot be redefined");
  }
}
