package io.lockstep.workflow;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where a workflow stands. */
@RegisterForReflection
enum WorkflowStatus {
  RUNNING,
  COMPLETED,
  CANCELLED
}
