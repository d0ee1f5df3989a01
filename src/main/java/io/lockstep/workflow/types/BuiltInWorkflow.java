package io.lockstep.workflow.types;

import io.lockstep.http.Problem;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A workflow type that a module brings along, with steps that the service does itself. Its
 * definition is a row of the schema; it cannot be redefined. Implement it as a bean.
 */
public interface BuiltInWorkflow {
  /** The type's name. */
  String type();

  /** The steps that the service does itself; the others wait for a worker. */
  Set<String> ownSteps();

  /** Whether a workflow may start with this data (JSON, or null): the refusal, or empty. */
  Uni<Optional<Problem>> check(Tx tx, String data);

  /**
   * Does steps that follow one another, together: in the transaction that moves the workflow on, so
   * they are done once. It locks rows in the order that their modules say.
   *
   * @return why it cannot be done, which cancels the workflow, or empty
   */
  Uni<Optional<String>> perform(Tx tx, Run run);

  /**
   * What is to be done.
   *
   * @param data of the workflow, JSON or null
   * @param steps in their order
   * @param traceparent the trace context, or null
   */
  record Run(UUID workflowId, String data, List<String> steps, String traceparent) {}
}
