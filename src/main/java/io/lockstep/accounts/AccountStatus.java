package io.lockstep.accounts;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Whether money may go in and out. */
@RegisterForReflection
public enum AccountStatus {
  OPEN,
  CLOSED
}
