package io.lockstep.auditlog;

import io.lockstep.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Why somebody does something, as the header {@code Lockstep-Reason} says it. */
final class Reason {
  static final String HEADER = "Lockstep-Reason";
  private static final int LONGEST = 500;

  private Reason() {}

  /**
   * Reads the reason of a request.
   *
   * @return null if it has none
   * @throws Problem 400 if it is blank, too long or has control characters
   */
  static String of(HttpServerRequest request) {
    String header = request.getHeader(HEADER);
    return header == null ? null : checked(decoded(header));
  }

  private static String checked(String reason) {
    if (reason.isBlank() || reason.codePointCount(0, reason.length()) > LONGEST) {
      throw Problem.invalid(HEADER, "must have 1 to " + LONGEST + " characters");
    }
    if (reason.codePoints().anyMatch(Character::isISOControl)) {
      throw Problem.invalid(HEADER, "must have no control characters");
    }
    return reason;
  }

  /** The server reads each byte as a character; whoever writes more than ASCII sends UTF-8. */
  private static String decoded(String header) {
    if (header.chars().allMatch(each -> each < 0x80)) {
      return header;
    }
    try {
      byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException isLatin1) {
      return header;
    }
  }
}
