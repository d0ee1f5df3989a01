package io.lockstep.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A JSON document holds text that is no Unicode text, or a NUL. */
final class IllFormedText extends JsonParseException {
  private static final long serialVersionUID = 1L;
  private static final JsonFactory LENIENT =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  private final String field;

  /**
   * What is wrong with that document.
   *
   * @param at where the text breaks off, in bytes
   */
  IllFormedText(byte[] document, int from, int length, int at) {
    super(null, "the text is not well-formed Unicode, or holds a NUL");
    // one character for each byte: the places stay, and what JSON is made of stays JSON
    field = fieldAt(new String(document, from, length, StandardCharsets.ISO_8859_1), at - from);
  }

  /** The path of the member whose text it is, as in {@code items[0].sku}; empty if unknown. */
  String field() {
    return field;
  }

  private static String fieldAt(String document, int at) {
    try (JsonParser parser = LENIENT.createParser(document)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (token == JsonToken.VALUE_STRING) {
          parser.finishToken(); // behind a name it would finish the value already
        }
        if (parser.currentLocation().getCharOffset() > at) {
          return token == JsonToken.FIELD_NAME || token.isStructEnd()
              ? path(parser.getParsingContext().getParent())
              : path(parser.getParsingContext());
        }
        token = parser.nextToken();
      }
    } catch (IOException noJsonEither) {
      return "";
    }
    return "";
  }

  private static String path(JsonStreamContext context) {
    if (context == null || context.inRoot()) {
      return "";
    }
    String before = path(context.getParent());
    if (context.inArray()) {
      return before + '[' + Math.max(0, context.getCurrentIndex()) + ']';
    }
    String name = context.getCurrentName();
    return name == null ? before : before.isEmpty() ? utf8(name) : before + '.' + utf8(name);
  }

  /** A name that stands before the fault, so it is text. */
  private static String utf8(String name) {
    return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
