package io.lockstep.payments.spi;

import java.time.Instant;
import java.util.function.Function;

/**
 * A call of a webhook as it came.
 *
 * @param header the value of a header by its name, or null
 * @param body the raw bytes, which signatures are made over
 * @param now the time to compare the signature's with
 */
public record WebhookRequest(Function<String, String> header, byte[] body, Instant now) {
  /** Without the body, which may hold personal data. */
  @Override
  public String toString() {
    return "WebhookRequest[" + body.length + " bytes]";
  }
}
