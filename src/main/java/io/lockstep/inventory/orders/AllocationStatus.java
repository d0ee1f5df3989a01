package io.lockstep.inventory.orders;

/** What became of an order's command for stock. */
enum AllocationStatus {
  /** Its items are sold to it. */
  ALLOCATED,
  /** There was not enough. */
  REJECTED,
  /** The order was given up: it has nothing and gets nothing. */
  CANCELLED;

  /** What is decided, if there was enough or not. */
  static AllocationStatus of(boolean enough) {
    return enough ? ALLOCATED : REJECTED;
  }
}
