package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.json.WellFormed;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * The body of a message within a document of ours, so that its bytes can be told and any reader can
 * read the document.
 *
 * @param format {@code json}: the body stands there as it is, to the last digit and space; {@code
 *     text}: it is UTF-8 that is no JSON, or is JSON that not every reader takes (half a surrogate
 *     pair, a NUL, nested deeper than {@value #DEEPEST}), and is quoted; {@code base64}: it is no
 *     UTF-8
 * @param json what stands in the document
 */
record PayloadView(String format, String json) {
  static final String JSON = "json";
  static final String TEXT = "text";
  static final String BASE64 = "base64";
  private static final int DEEPEST = 200;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  static PayloadView of(byte[] body, ObjectMapper mapper) {
    Optional<String> text = WellFormed.utf8(body, 0, body.length);
    if (text.isEmpty()) {
      return new PayloadView(BASE64, '"' + Base64.getEncoder().encodeToString(body) + '"');
    }
    return isEasyJson(text.get(), mapper)
        ? new PayloadView(JSON, text.get())
        : new PayloadView(TEXT, quoted(text.get(), mapper));
  }

  private static boolean isEasyJson(String text, ObjectMapper mapper) {
    if (text.startsWith(BYTE_ORDER_MARK) || !WellFormed.isJson(text)) {
      return false;
    }
    try (JsonParser parser = mapper.getFactory().createParser(text)) {
      parser.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION); // to be seen as they are
      return skipDocument(parser) && parser.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }

  /** False if there is none, or it is nested too deep. */
  private static boolean skipDocument(JsonParser parser) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0 && depth <= DEEPEST);
    return depth == 0;
  }

  private static String quoted(String text, ObjectMapper json) {
    try {
      return json.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
