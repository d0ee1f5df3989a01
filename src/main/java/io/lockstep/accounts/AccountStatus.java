package io.lockstep.accounts;

/** Whether money may go in and out. */
public enum AccountStatus {
  OPEN,
  CLOSED
}
