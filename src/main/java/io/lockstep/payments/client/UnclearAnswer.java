package io.lockstep.payments.client;

/** An answer of a provider that does not say how the payment stands. */
public final class UnclearAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what for the log: nothing of the body
   */
  public UnclearAnswer(String what) {
    super(what);
  }
}
