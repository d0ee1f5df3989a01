package io.lockstep.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Problem;
import io.lockstep.platform.Hashes;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * The key under which a caller may repeat a POST.
 *
 * @param caller whose key it is: another caller may use the same
 * @param value the header's value, 1..255 characters
 * @param fingerprint SHA-256 over method, path and body, in hex: tells a repetition from another
 *     request under the same key
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The
 *     Idempotency-Key HTTP header field</a>
 */
record IdempotencyKey(String caller, String value, String fingerprint) {
  static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

  /**
   * Reads the key of a request.
   *
   * @param caller who makes it
   * @param body the body as read; null for none
   * @throws Problem 400 if the key is empty or too long
   */
  static Optional<IdempotencyKey> of(
      HttpServerRequest request, String caller, Object body, ObjectMapper json) {
    String value = request.getHeader(HEADER);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBlank() || value.length() > LONGEST) {
      throw Problem.invalid(HEADER, "must have 1 to " + LONGEST + " characters");
    }
    return Optional.of(new IdempotencyKey(caller, value, fingerprint(request, body, json)));
  }

  private static String fingerprint(HttpServerRequest request, Object body, ObjectMapper json) {
    try {
      String target = request.method() + " " + request.uri() + "\n";
      return Hashes.sha256(target.getBytes(StandardCharsets.UTF_8), json.writeValueAsBytes(body));
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  /** What it is told from others by. */
  Name name() {
    return new Name(caller, value);
  }

  /** A key among those of all callers. */
  record Name(String caller, String value) implements Comparable<Name> {
    private static final Comparator<Name> ORDER =
        Comparator.comparing(Name::caller).thenComparing(Name::value);

    @Override
    public int compareTo(Name other) {
      return ORDER.compare(this, other);
    }
  }
}
