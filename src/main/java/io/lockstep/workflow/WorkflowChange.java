package io.lockstep.workflow;

import io.lockstep.workflow.types.Step;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of a workflow.
 *
 * @param next its next state
 * @param entries what its history gets
 */
record WorkflowChange(Workflow next, List<WorkflowHistoryEntry> entries) {
  WorkflowChange(Workflow next, WorkflowHistoryEntry entry) {
    this(next, List.of(entry));
  }

  /** One change after the other. */
  WorkflowChange then(WorkflowChange later) {
    return new WorkflowChange(later.next, andThen(later.entries));
  }

  WorkflowChange then(Workflow later, WorkflowHistoryEntry... more) {
    return new WorkflowChange(later, andThen(List.of(more)));
  }

  private List<WorkflowHistoryEntry> andThen(List<WorkflowHistoryEntry> more) {
    return Stream.concat(entries.stream(), more.stream()).toList();
  }

  /** The same with the entries counted. */
  WorkflowChange counted() {
    return new WorkflowChange(next.copy().noted(next.noted() + entries.size()).build(), entries);
  }

  /** Completed, where no step is left and nobody is to say so. */
  WorkflowChange endedBy(List<Step> steps, Instant now) {
    return next.autoComplete() && next.currentStep() >= steps.size()
        ? next.complete(entries.get(entries.size() - 1).data(), now).map(this::then).orElse(this)
        : this;
  }
}
