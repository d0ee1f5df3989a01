package io.lockstep.inventory.orders;

/** What became of an order's command for stock. */
enum AllocationStatus {
  /** Its items are sold to it. */
  ALLOCATED,
  /** There was not enough. */
  REJECTED,
  /** The order was given up: it has nothing and gets nothing. */
  CANCELLED
}
