package io.lockstep.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeAmountUnitTest {
  @ParameterizedTest
  @CsvSource({
    "EUR, 1234, 1234",
    "USD, 1, 1",
    "HUF, 123400, 123400",
    "TWD, 80000, 80000",
    "MRU, 500, 500",
    "BIF, 500, 500",
    "CLP, 500, 500",
    "DJF, 500, 500",
    "GNF, 500, 500",
    "JPY, 500, 500",
    "KMF, 500, 500",
    "KRW, 500, 500",
    "PYG, 500, 500",
    "RWF, 500, 500",
    "VND, 500, 500",
    "VUV, 500, 500",
    "XAF, 500, 500",
    "XOF, 500, 500",
    "XPF, 500, 500",
    "ISK, 5, 500",
    "UGX, 5, 500",
    "MGA, 500, 5",
    "BHD, 5120, 5120",
    "JOD, 5120, 5120",
    "KWD, 10, 10",
    "OMR, 5120, 5120",
    "TND, 5120, 5120"
  })
  void isTheSameAmountOfMoneyThere(String currency, long ours, long stripes) {
    assertThat(StripeAmount.toStripe(ours, currency)).hasValue(stripes);
    assertThat(StripeAmount.toOurs(stripes, currency)).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource({
    "KWD, 5123",
    "BHD, 1",
    "MGA, 501",
    "CLF, 10000",
    "UYI, 500",
    "XAU, 500",
    "XXX, 500",
    "AAA, 500"
  })
  void isNotSupported(String currency, long ours) {
    assertThat(StripeAmount.toStripe(ours, currency)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ISK, 501", "UGX, 1", "AAA, 500"})
  void cannotBeWhatStripeHas(String currency, long stripes) {
    assertThatIllegalArgumentException().isThrownBy(() -> StripeAmount.toOurs(stripes, currency));
  }
}
