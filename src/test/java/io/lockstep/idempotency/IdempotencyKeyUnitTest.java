package io.lockstep.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Problem;
import io.lockstep.testing.RequestHead;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyUnitTest {
  private static final Map<String, Integer> BODY = Map.of("amount", 5);

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void isNoneWhereTheCallerNamesNone() {
    assertThat(IdempotencyKey.of(RequestHead.of(HttpMethod.POST, "/transfers"), "anna", BODY, json))
        .isEmpty();
  }

  @Test
  void isWhatTheCallerNames() {
    for (String value : new String[] {"a", " a ", "\"a\"", "x".repeat(255)}) {
      assertThat(key(value, HttpMethod.POST, "/transfers", BODY).value()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void isRefusedIfItIsBlank(String value) {
    assertThatThrownBy(() -> key(value, HttpMethod.POST, "/transfers", BODY))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void isRefusedIfItIsTooLong() {
    assertThatThrownBy(() -> key("x".repeat(256), HttpMethod.POST, "/transfers", BODY))
        .isInstanceOf(Problem.class);
  }

  @Test
  void isTheSameForTheSameRequest() {
    assertThat(key("a", HttpMethod.POST, "/transfers", BODY))
        .isEqualTo(key("a", HttpMethod.POST, "/transfers", Map.of("amount", 5)));
    assertThat(key("a", HttpMethod.POST, "/transfers", BODY).fingerprint())
        .matches("[0-9a-f]{64}")
        .isEqualTo(key("b", HttpMethod.POST, "/transfers", BODY).fingerprint());
  }

  @Test
  void tellsAnotherRequestFromARepetition() {
    assertThat(
            List.of(
                key("a", HttpMethod.POST, "/transfers", BODY).fingerprint(),
                key("a", HttpMethod.PUT, "/transfers", BODY).fingerprint(),
                key("a", HttpMethod.POST, "/transfers?a=1", BODY).fingerprint(),
                key("a", HttpMethod.POST, "/transfer", BODY).fingerprint(),
                key("a", HttpMethod.POST, "/transfers", Map.of("amount", 6)).fingerprint(),
                key("a", HttpMethod.POST, "/transfers", null).fingerprint(),
                key("a", HttpMethod.POST, "/transfers", "").fingerprint()))
        .doesNotHaveDuplicates();
  }

  private IdempotencyKey key(String value, HttpMethod method, String uri, Object body) {
    return IdempotencyKey.of(
            RequestHead.of(method, uri, "idempotency-key", value), "anna", body, json)
        .orElseThrow();
  }
}
