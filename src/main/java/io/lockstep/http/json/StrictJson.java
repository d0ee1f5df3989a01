package io.lockstep.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.io.InputDecorator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * JSON is read to the letter: no unknown members, no text for numbers, no fractions for integers,
 * and no text that is not well-formed Unicode. The last is looked for in the bytes, before anything
 * of them is read, so that no reader can miss it: a tree, a free document, a member's name.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.getFactory().setInputDecorator(new RefusingIllFormedText());
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    mapper.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** Looks at documents that come from outside, as bytes; a {@code String} is one of our own. */
  private static final class RefusingIllFormedText extends InputDecorator {
    private static final long serialVersionUID = 1L;

    @Override
    public InputStream decorate(IOContext context, InputStream in) throws IOException {
      byte[] document = in.readAllBytes();
      check(document, 0, document.length);
      return new ByteArrayInputStream(document);
    }

    @Override
    public InputStream decorate(IOContext context, byte[] document, int from, int length)
        throws IOException {
      check(document, from, length);
      return new ByteArrayInputStream(document, from, length);
    }

    @Override
    public Reader decorate(IOContext context, Reader reader) {
      return reader;
    }

    private static void check(byte[] document, int from, int length) throws IllFormedText {
      int fault = WellFormed.faultInJson(document, from, length);
      if (fault != WellFormed.NONE) {
        throw new IllFormedText(document, from, length, fault);
      }
    }
  }
}
