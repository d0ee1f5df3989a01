package io.lockstep.workflow.model;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where a workflow stands. */
@RegisterForReflection
public enum WorkflowStatus {
  RUNNING,
  COMPLETED,
  CANCELLED
}
