package io.lockstep.accounts.ledger;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Whether money may go in and out. */
@RegisterForReflection
public enum AccountStatus {
  OPEN,
  CLOSED
}
