package io.lockstep.payments.http;

import static io.lockstep.payments.PaymentRequests.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.payments.spi.Notification;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.payments.spi.WebhookRefused;
import io.lockstep.payments.spi.WebhookRequest;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpNotificationUnitTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String BODY =
      """
      {"id":"evt_1","type":"payment.captured","payment":{"paymentId":"%s","reference":"pay_1",
       "status":"CAPTURED","amount":1234,"currency":"EUR","reason":null}}"""
          .formatted(PAYMENT);

  private final HttpProvider provider =
      HttpProviders.at(
          VERTX, "http://127.0.0.1:1", "key", Duration.ofSeconds(1), "new-secret", "old-secret");

  @AfterAll
  static void end() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"new-secret", "old-secret"})
  void readsWhatIsSignedWithASecretThatHolds(String secret) {
    assertThat(read(BODY, secret, NOW.minusSeconds(299)))
        .isEqualTo(
            new Notification(
                "evt_1",
                "payment.captured",
                new ProviderPayment(PAYMENT, "pay_1", State.CAPTURED, 1234, "EUR", null)));
  }

  @Test
  void refusesAnyOtherSignature() {
    assertThatThrownBy(() -> read(BODY, "other-secret", NOW)).isInstanceOf(WebhookRefused.class);
    assertThatThrownBy(() -> read(BODY, "new-secret", NOW.minusSeconds(301)))
        .isInstanceOf(WebhookRefused.class);
    assertThatThrownBy(() -> read(BODY, "new-secret", NOW.plusSeconds(301)))
        .isInstanceOf(WebhookRefused.class);
    assertThatThrownBy(() -> provider.notification(request(BODY, null)))
        .isInstanceOf(WebhookRefused.class);
  }

  @Test
  void readsOneThatIsAboutNoPayment() {
    assertThat(read("{\"id\":\"evt_2\",\"type\":\"ping\"}", "new-secret", NOW))
        .isEqualTo(new Notification("evt_2", "ping", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "[]",
        "{}",
        "{\"id\":1,\"type\":\"ping\"}",
        "{\"id\":\"evt_2\",\"type\":\"ping\",\"payment\":\"pay_1\"}",
        "{\"id\":\"evt_2\",\"type\":\"ping\",\"payment\":{\"status\":\"FROZEN\"}}"
      })
  void cannotReadWhatIsNoNotification(String body) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(body, "new-secret", NOW));
  }

  private Notification read(String body, String secret, Instant at) {
    return provider.notification(request(body, signature(body, secret, at.getEpochSecond())));
  }

  private static WebhookRequest request(String body, String signature) {
    return new WebhookRequest(
        name -> name.equals("Lockstep-Signature") ? signature : null,
        body.getBytes(StandardCharsets.UTF_8),
        NOW);
  }

  private static String signature(String body, String secret, long time) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signed = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(signed);
    } catch (GeneralSecurityException noSuchAlgorithm) {
      throw new IllegalStateException(noSuchAlgorithm);
    }
  }
}
