package io.lockstep.http.json;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Any JSON that a caller hands over and gets back as it was: read to the letter, numbers with all
 * their digits, kept as compact text.
 */
@RegisterForReflection
@Schema(name = JsonText.SCHEMA, description = "Any JSON value.")
@JsonDeserialize(using = JsonText.Reader.class)
public record JsonText(@JsonValue @JsonRawValue String text) {
  /** What it is called in the OpenAPI document. */
  public static final String SCHEMA = "AnyJson";

  private static final int KIB = 1024;

  /** The most that a message carries. */
  private static final int LARGEST_KIB = 256;

  /** What a list, a view and a message put around it, so that they can be read like any other. */
  private static final int LEVELS_AROUND = 10;

  /**
   * This, if a message can carry it.
   *
   * @throws Problem 413 if it exceeds 256 KiB
   */
  public JsonText checkedForSize(String field) {
    if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST_KIB * KIB) {
      throw Problem.of(ProblemType.CONTENT_TOO_LARGE, field + " exceeds " + LARGEST_KIB + " KiB");
    }
    return this;
  }

  /** The text of one that may be missing, or null. */
  public static String textOf(JsonText json) {
    return json == null ? null : json.text;
  }

  /** One that may be missing, of its text or null. */
  public static JsonText ofNullable(String text) {
    return text == null ? null : new JsonText(text);
  }

  /** Copies the document token by token, so that it is checked but not interpreted. */
  @RegisterForReflection
  static final class Reader extends JsonDeserializer<JsonText> {
    @Override
    public JsonText deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      StringWriter text = new StringWriter();
      try (JsonGenerator copy = parser.getCodec().getFactory().createGenerator(text)) {
        int deepest = parser.streamReadConstraints().getMaxNestingDepth() - LEVELS_AROUND;
        int depth = 0;
        do {
          JsonToken token = depth == 0 ? parser.currentToken() : parser.nextToken();
          copy.copyCurrentEventExact(parser);
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (depth > deepest) {
            throw tooDeep(parser, context, deepest);
          }
        } while (depth > 0);
      }
      return new JsonText(text.toString());
    }

    private static JsonMappingException tooDeep(
        JsonParser parser, DeserializationContext context, int deepest) {
      String message = "must be nested at most " + deepest + " levels deep";
      return ValueInstantiationException.from(
          parser,
          message,
          context.constructType(JsonText.class),
          new IllegalArgumentException(message));
    }
  }
}
