package io.lockstep.accounts;

/** Whether money may go in and out. */
enum AccountStatus {
  OPEN,
  CLOSED
}
