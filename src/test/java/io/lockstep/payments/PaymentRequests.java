package io.lockstep.payments;

import io.lockstep.payments.spi.PaymentRequest;
import java.util.UUID;

/** What providers are asked for in tests. */
public final class PaymentRequests {
  public static final UUID PAYMENT = UUID.fromString("01926f3e-7d02-7c11-8a4b-90b1c2d3e4f5");
  public static final UUID ORDER = UUID.fromString("01926f3e-7d02-7c11-8a4b-90b1c2d3e4f6");
  public static final String METHOD = "pm_secret_visa";
  public static final String KEY = "sk_test_secret";

  private PaymentRequests() {}

  /** 12.34 EUR that the provider has not heard of. */
  public static PaymentRequest aPayment() {
    return aPayment(1234, "EUR", METHOD, null);
  }

  /** The same, known to the provider by this id. */
  public static PaymentRequest knownAs(String reference) {
    return aPayment(1234, "EUR", METHOD, reference);
  }

  public static PaymentRequest aPayment(
      long amount, String currency, String method, String reference) {
    return new PaymentRequest(
        PAYMENT, ORDER, "user-1", amount, currency, method, reference, PAYMENT + "-step");
  }
}
