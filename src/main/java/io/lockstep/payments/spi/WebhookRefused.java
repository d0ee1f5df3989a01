package io.lockstep.payments.spi;

/** A call that the provider cannot be shown to have made now. */
public final class WebhookRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why for the log; the caller is told nothing of it
   */
  public WebhookRefused(String why) {
    super(why);
  }
}
