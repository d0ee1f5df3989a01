package io.lockstep.workflow.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of a workflow.
 *
 * @param next its next state
 * @param entries what its history gets
 */
public record WorkflowChange(Workflow next, List<WorkflowHistoryEntry> entries) {
  /** One change after the other. */
  public WorkflowChange then(WorkflowChange later) {
    return new WorkflowChange(
        later.next, Stream.concat(entries.stream(), later.entries.stream()).toList());
  }

  /** The same with the entries counted. */
  public WorkflowChange counted() {
    return new WorkflowChange(next.noting(entries.size()), entries);
  }
}
