package io.lockstep.payments.spi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a webhook as Stripe and the {@code http} provider make it: a header {@code
 * t=<seconds since 1970>,v1=<hex>}, where {@code v1} is the HMAC-SHA-256 of {@code <t>.<raw body>}.
 * Several {@code v1} may be given, and several secrets may hold, while a secret is changed.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe: verify webhook signatures
 *     manually</a>
 */
public final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /**
   * Checks the signature in constant time.
   *
   * @param header its value, or null
   * @param secrets those that hold now; none refuses everything
   * @param tolerance how far its time may be from {@code now}, before or after
   * @throws WebhookRefused unless one of the signatures is right and fresh
   */
  public static void verify(
      String header, byte[] body, List<String> secrets, Instant now, Duration tolerance) {
    if (header == null) {
      throw new WebhookRefused("there is no signature");
    }
    String time = null;
    List<byte[]> signatures = new ArrayList<>();
    for (String part : header.split(",", 20)) {
      String trimmed = part.strip();
      if (trimmed.startsWith("t=")) {
        time = trimmed.substring(2);
      } else if (trimmed.startsWith("v1=")) {
        bytes(trimmed.substring(3), signatures);
      }
    }
    if (time == null || !time.matches("\\d{1,12}") || signatures.isEmpty()) {
      throw new WebhookRefused("the signature cannot be read");
    }
    boolean isRight = false;
    for (String secret : secrets) {
      byte[] expected = hmac(secret, time, body);
      for (byte[] signature : signatures) {
        isRight |= MessageDigest.isEqual(expected, signature);
      }
    }
    if (!isRight) {
      throw new WebhookRefused("the signature is wrong");
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now).abs();
    if (age.compareTo(tolerance) > 0) {
      throw new WebhookRefused("the signature is " + age + " away");
    }
  }

  private static void bytes(String hex, List<byte[]> signatures) {
    try {
      signatures.add(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException notHex) {
      // One that is no hex is not right; another one of the header may be.
      signatures.add(new byte[0]);
    }
  }

  private static byte[] hmac(String secret, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(body);
    } catch (GeneralSecurityException noSuchAlgorithm) {
      throw new IllegalStateException(noSuchAlgorithm);
    }
  }
}
