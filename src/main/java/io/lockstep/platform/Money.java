package io.lockstep.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An amount in minor units (cents) of one currency.
 *
 * @param amount minor units, at most 15 digits
 * @param currency an ISO 4217 code
 */
@RegisterForReflection
public record Money(
    @JsonProperty(required = true) @Schema(minimum = "-" + Money.DIGITS, maximum = Money.DIGITS)
        long amount,
    @JsonProperty(required = true) String currency) {
  /** The largest amount, of either sign: 15 digits. */
  public static final long LARGEST = 999_999_999_999_999L;

  private static final String DIGITS = "999999999999999";

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  public Money {
    if (amount > LARGEST || amount < -LARGEST) {
      throw new IllegalArgumentException("amount must fit in 15 digits");
    }
    if (!isCurrency(currency)) {
      throw new IllegalArgumentException("currency must be an ISO 4217 code");
    }
  }

  /** Whether {@code code} is an ISO 4217 code. */
  public static boolean isCurrency(String code) {
    return code != null && CURRENCIES.contains(code);
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException if the currencies differ or it exceeds 15 digits
   */
  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot add " + other.currency + " to " + currency);
    }
    return new Money(amount + other.amount, currency);
  }

  /**
   * This amount {@code quantity} times.
   *
   * @throws IllegalArgumentException if it exceeds 15 digits
   */
  public Money times(int quantity) {
    if (Math.abs(amount) > LARGEST / Math.max(1, Math.abs((long) quantity))) {
      throw new IllegalArgumentException("amount must fit in 15 digits");
    }
    return new Money(amount * quantity, currency);
  }
}
