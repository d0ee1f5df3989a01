package io.lockstep.http.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells whether text is well-formed Unicode without a NUL, in each form in which it reaches us: no
 * half of a surrogate pair, no overlong or broken UTF-8, whether written out or escaped.
 *
 * @see <a href="https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G7404">Unicode,
 *     3.9</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7493#section-2.1">I-JSON, 2.1</a>
 */
public final class WellFormed {
  /** No place. */
  static final int NONE = -1;

  private static final int HEX = 16;
  private static final int ESCAPE_LENGTH = 6;

  private WellFormed() {}

  /** The text that these bytes are in UTF-8; empty if they are none. A NUL is a character here. */
  public static Optional<String> utf8(byte[] bytes, int from, int length) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder() // reports what is malformed, where a String would replace it
              .decode(ByteBuffer.wrap(bytes, from, length))
              .toString());
    } catch (CharacterCodingException illFormed) {
      return Optional.empty();
    }
  }

  /**
   * Whether all text in this JSON document is well formed, member names as well as values at any
   * depth. Whether it is JSON is not asked: outside of texts JSON has neither backslashes nor NULs.
   */
  public static boolean isJson(byte[] document, int from, int length) {
    return faultInJson(document, from, length) == NONE;
  }

  /** The same for a document that is decoded already. */
  public static boolean isJson(String document) {
    return faultInJson(document) == NONE;
  }

  /** The place, in bytes, of the first text that is not well formed; {@link #NONE} if all is. */
  static int faultInJson(byte[] document, int from, int length) {
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(document, from, length);
    CharBuffer text = CharBuffer.allocate(length);
    boolean illFormed = strict.decode(bytes, text, true).isError();
    int fault = faultInJson(text.flip().toString());
    if (fault != NONE) {
      String before = text.subSequence(0, fault).toString();
      return from + before.getBytes(StandardCharsets.UTF_8).length;
    }
    return illFormed ? bytes.position() : NONE;
  }

  private static int faultInJson(String document) {
    int nul = document.indexOf('\0');
    int at = document.indexOf('\\');
    while (at >= 0 && (nul < 0 || at < nul)) {
      int unit = escaped(document, at);
      boolean pair =
          unit > 0
              && Character.isHighSurrogate((char) unit)
              && isLow(escaped(document, at + ESCAPE_LENGTH));
      if (unit == 0 || unit > 0 && !pair && Character.isSurrogate((char) unit)) {
        return at;
      }
      at = document.indexOf('\\', at + (unit < 0 ? 2 : pair ? 2 * ESCAPE_LENGTH : ESCAPE_LENGTH));
    }
    return nul;
  }

  private static boolean isLow(int unit) {
    return unit >= 0 && Character.isLowSurrogate((char) unit);
  }

  /** The code unit that is escaped there as four hex digits; -1 if none is. */
  private static int escaped(String document, int at) {
    if (!document.startsWith("\\u", at) || at + ESCAPE_LENGTH > document.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
      int digit = Character.digit(document.charAt(i), HEX);
      if (digit < 0 || document.charAt(i) > 'f') {
        return -1; // no JSON, as its parser will find
      }
      unit = unit * HEX + digit;
    }
    return unit;
  }

  /** Whether this text, as a program has it, is well formed and has no NUL. */
  public static boolean isText(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /**
   * Whether a path or query, as it stands in a request, is text: what is percent-encoded in it is
   * UTF-8 without a NUL.
   */
  public static boolean isPercentEncoded(String target) {
    if (target.indexOf('%') < 0) {
      return isText(target);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(target.length());
    for (int i = 0; i < target.length(); i++) {
      char next = target.charAt(i);
      if (next != '%') {
        bytes.writeBytes(String.valueOf(next).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < target.length() ? hex(target.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : hex(target.charAt(i + 2));
      if (low < 0) {
        return false;
      }
      bytes.write(high * HEX + low);
      i += 2;
    }
    return utf8(bytes.toByteArray(), 0, bytes.size()).filter(WellFormed::isText).isPresent();
  }

  private static int hex(char digit) {
    return digit > 'f' ? -1 : Character.digit(digit, HEX);
  }
}
