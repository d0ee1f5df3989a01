package io.lockstep.workflow;

/** Where a workflow stands. */
enum WorkflowStatus {
  RUNNING,
  COMPLETED,
  CANCELLED
}
