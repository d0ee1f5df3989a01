package io.lockstep.payments.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsUnitTest {
  private static final String PREFIX = "lockstep.payments.there";

  @Test
  void namesWhatIsMissing() {
    assertThat(settings(null, null).missing())
        .containsExactly(PREFIX + ".url is missing", PREFIX + ".key is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pay.example",
        "ftp://pay.example",
        "http://",
        "https:///payments",
        "http://pay example",
        "http://user:secret@pay.example",
        "http://pay.example?key=secret",
        "http://pay.example/#secret"
      })
  void namesTheSettingOfAnAddressThatIsNone(String url) {
    assertThat(settings(url, "key").missing())
        .containsExactly(PREFIX + ".url is no http or https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a secret", "secret\r\nX-Header: 1", "sécret"})
  void namesTheSettingOfAKeyThatFitsNoHeader(String key) {
    assertThat(settings("https://pay.example", key).missing())
        .containsExactly(PREFIX + ".key has characters that no key has");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8099",
        "https://pay.example/",
        "HTTPS://pay.example/base",
        "http://[::1]:80"
      })
  void missesNothing(String url) {
    assertThat(settings(url, "sk_test_1").missing()).isEmpty();
  }

  @Test
  void addsPathsToAnAddressWithAndWithoutASlash() {
    assertThat(settings("https://pay.example/base/", "key").at("/payments"))
        .isEqualTo(settings("https://pay.example/base", "key").at("/payments"))
        .isEqualTo("https://pay.example/base/payments");
  }

  @Test
  void doesNotTellTheKey() {
    assertThat(settings("https://pay.example", "sk_test_1"))
        .hasToString("ProviderSettings[" + PREFIX + "]");
  }

  private static ProviderSettings settings(String url, String key) {
    return new ProviderSettings(PREFIX, Optional.ofNullable(url), Optional.ofNullable(key));
  }
}
