package io.lockstep.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Problem;
import io.lockstep.testing.RequestHead;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonUnitTest {
  @Test
  void isNoneWhereNoneIsGiven() {
    assertThat(Reason.of(RequestHead.of(HttpMethod.POST, "/transfers"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"asked by phone", "Kundin möchte zurücktreten", "返品", "😀"})
  void isWhatTheCallerWrites(String reason) {
    assertThat(asSent(reason)).isEqualTo(reason);
    assertThat(asSent(reason.repeat(500).substring(0, 400))).hasSizeLessThanOrEqualTo(400);
  }

  @Test
  void mayBeLatin1() {
    assertThat(Reason.of(head("Stra\u00dfe"))).isEqualTo("Straße");
  }

  @Test
  void countsCharactersAndNotBytes() {
    assertThat(asSent("😀".repeat(500))).hasSize(1000);
    assertThatThrownBy(() -> asSent("😀".repeat(501))).isInstanceOf(Problem.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "a\tb", "a\u0000b", "a\u007fb", "a\u0085b"})
  void isRefusedIfItIsBlankOrHasControlCharacters(String reason) {
    assertThatThrownBy(() -> asSent(reason))
        .isInstanceOfSatisfying(
            Problem.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  /** As the server hands it over: a character for each byte of the UTF-8. */
  private static String asSent(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    return Reason.of(head(new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  private static io.vertx.core.http.HttpServerRequest head(String header) {
    return RequestHead.of(HttpMethod.POST, "/transfers", "lockstep-reason", header);
  }
}
