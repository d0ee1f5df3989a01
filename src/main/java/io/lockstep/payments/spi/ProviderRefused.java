package io.lockstep.payments.spi;

/** The provider is sure that nothing was done, and can be asked again later. */
public final class ProviderRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason a short code, up to 64 ASCII characters: {@code insufficient-funds}, {@code
   *     unauthorized}
   */
  public ProviderRefused(String reason) {
    super(reason);
  }
}
