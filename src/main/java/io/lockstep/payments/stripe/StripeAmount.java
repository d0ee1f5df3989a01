package io.lockstep.payments.stripe;

import java.util.Currency;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Amounts as Stripe counts them. Ours are minor units of ISO 4217, and so are most of Stripe's;
 * these are not:
 *
 * <ul>
 *   <li>ISK and UGX have no minor unit and are given with two decimals, both 0;
 *   <li>MGA has two decimals and is given without, so only whole ariary can be paid;
 *   <li>of currencies with three decimals the last must be 0.
 * </ul>
 *
 * @see <a href="https://docs.stripe.com/currencies#special-cases">Stripe: special cases</a>
 */
final class StripeAmount {
  private static final Set<String> WITHOUT_DECIMALS =
      Set.of(
          "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
          "XOF", "XPF");
  private static final Set<String> WITH_TWO_ZEROS = Set.of("ISK", "UGX");
  private static final int MOST_DECIMALS = 3;
  private static final int HUNDRED = 100;

  private StripeAmount() {}

  /** Ours as Stripe's; empty where Stripe cannot take it. */
  static OptionalLong toStripe(long ours, String currency) {
    int decimals = decimals(currency);
    if (decimals < 0 || decimals > MOST_DECIMALS) {
      return OptionalLong.empty();
    }
    if (WITH_TWO_ZEROS.contains(currency)) {
      return OptionalLong.of(Math.multiplyExact(ours, HUNDRED));
    }
    if (WITHOUT_DECIMALS.contains(currency)) {
      return decimals == 0 ? OptionalLong.of(ours) : divided(ours);
    }
    return switch (decimals) {
      case 2 -> OptionalLong.of(ours);
      case MOST_DECIMALS -> ours % 10 == 0 ? OptionalLong.of(ours) : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }

  /**
   * Stripe's as ours.
   *
   * @throws IllegalArgumentException for one that there cannot be
   */
  static long toOurs(long stripes, String currency) {
    int decimals = decimals(currency);
    if (WITH_TWO_ZEROS.contains(currency)) {
      return divided(stripes)
          .orElseThrow(() -> new IllegalArgumentException("a part of the smallest unit"));
    }
    if (WITHOUT_DECIMALS.contains(currency) && decimals > 0) {
      return Math.multiplyExact(stripes, HUNDRED);
    }
    if (decimals < 0) {
      throw new IllegalArgumentException("an unknown currency");
    }
    return stripes;
  }

  private static OptionalLong divided(long amount) {
    return amount % HUNDRED == 0 ? OptionalLong.of(amount / HUNDRED) : OptionalLong.empty();
  }

  /** The digits after the point by ISO 4217; below 0 for what is no money. */
  private static int decimals(String currency) {
    try {
      return Currency.getInstance(currency).getDefaultFractionDigits();
    } catch (IllegalArgumentException unknown) {
      return -1;
    }
  }
}
