package io.lockstep.orders;

/** Why an order was cancelled; the wire form is what callers and events see. */
public enum CancelReason {
  PAYMENT_DECLINED("payment-declined"),
  OUT_OF_STOCK("out-of-stock"),
  CANCELLED_BY_USER("cancelled-by-user"),
  EXPIRED("expired"),
  RETURNED("returned");

  private final String wire;

  CancelReason(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }
}
