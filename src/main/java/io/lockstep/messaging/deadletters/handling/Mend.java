package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Problem;
import io.lockstep.http.json.JsonText;
import io.lockstep.messaging.brokers.KeptHeaders;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a dead letter is to be instead.
 *
 * @param payload the body: JSON as it stands, or a text that is the body itself
 * @param payloadFormat what {@code payload} is, as in {@link PayloadView}; where it is missing, a
 *     text is the body itself, and anything else is JSON
 * @param headers all headers of its own, by name: texts, numbers, booleans; null for those that it
 *     has
 */
@RegisterForReflection
@Schema(name = "DeadLetterChange")
record Mend(
    @NotNull JsonText payload,
    @Pattern(regexp = "json|text|base64") String payloadFormat,
    @Size(max = 100) Map<String, Object> headers) {
  private static final String PAYLOAD = "payload";
  private static final java.util.regex.Pattern NAME =
      java.util.regex.Pattern.compile("[!-~]{1,128}");
  private static final int LONGEST_HEADER = 8192;

  /**
   * The bytes of the body.
   *
   * @throws Problem 400 if the payload is not what its format says
   */
  byte[] body(ObjectMapper json) {
    String text = payload.checkedForSize(PAYLOAD).text();
    boolean isText = text.startsWith("\"");
    String format =
        payloadFormat != null ? payloadFormat : isText ? PayloadView.TEXT : PayloadView.JSON;
    if (format.equals(PayloadView.JSON)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (!isText) {
      throw Problem.invalid(PAYLOAD, "must be a text where payloadFormat is " + format);
    }
    String body = unquoted(text, json);
    return format.equals(PayloadView.TEXT) ? body.getBytes(StandardCharsets.UTF_8) : bytesOf(body);
  }

  private static String unquoted(String text, ObjectMapper json) {
    try {
      return json.readValue(text, String.class);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] bytesOf(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException none) {
      throw Problem.invalid(PAYLOAD, "is not base64");
    }
  }

  /**
   * The headers as they are kept; null for those that it has.
   *
   * @throws Problem 400 if one cannot be a header, or is set by the service
   */
  String keptHeaders() {
    if (headers == null) {
      return null;
    }
    headers.forEach(Mend::check);
    return new JsonObject(headers).encode();
  }

  private static void check(String name, Object value) {
    String field = "headers." + name;
    if (!NAME.matcher(name).matches()) {
      throw Problem.invalid(field, "must be 1 to 128 visible ASCII characters");
    }
    if (!KeptHeaders.isKept(name)) {
      throw Problem.invalid(field, "is set by the service");
    }
    if (!(value instanceof String || value instanceof Number || value instanceof Boolean)
        || value.toString().length() > LONGEST_HEADER) {
      throw Problem.invalid(
          field,
          "must be a text of at most " + LONGEST_HEADER + " characters, a number or a boolean");
    }
  }
}
