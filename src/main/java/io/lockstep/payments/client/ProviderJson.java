package io.lockstep.payments.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads what providers send, member by member, and takes nothing for granted. What is not as it
 * must be is an {@link IllegalArgumentException} that names the member and no value.
 */
public final class ProviderJson {
  private static final ObjectReader READER =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int LONGEST_CODE = 64;

  private ProviderJson() {}

  /** The value of a body; empty for one that is no JSON. */
  static Optional<JsonNode> parse(byte[] body) {
    try {
      return Optional.of(READER.readTree(body)).filter(value -> !value.isMissingNode());
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /**
   * The object of a body.
   *
   * @throws IllegalArgumentException for one that is no JSON object
   */
  public static JsonNode object(byte[] body) {
    return parse(body)
        .filter(JsonNode::isObject)
        .orElseThrow(() -> new IllegalArgumentException("the body is no JSON object"));
  }

  /**
   * A text that must be there.
   *
   * @param most characters
   */
  public static String text(JsonNode object, String name, int most) {
    return optionalText(object, name)
        .filter(value -> value.length() <= most)
        .orElseThrow(() -> wrong(name));
  }

  /** A text that may be missing, null or empty; anything but a text is wrong. */
  public static Optional<String> optionalText(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(name);
    }
    return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
  }

  /** A provider's own id of something. */
  public static String reference(JsonNode object, String name) {
    String value = text(object, name, 255);
    if (!value.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      throw wrong(name);
    }
    return value;
  }

  /** A whole number, not below 0. */
  public static long amount(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw wrong(name);
    }
    return value.longValue();
  }

  /** An id of ours; empty for anything else. */
  public static Optional<UUID> id(JsonNode object, String name) {
    JsonNode value = object.path(name);
    try {
      return Optional.of(value)
          .filter(JsonNode::isTextual)
          .map(text -> UUID.fromString(text.textValue()))
          .filter(id -> id.toString().equals(value.textValue()));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** A short code of a provider, made to fit; null where there is none. */
  public static String code(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      return null;
    }
    String code = value.textValue().strip().replaceAll("[^\\x21-\\x7e]+", "-");
    return code.length() <= LONGEST_CODE ? code : code.substring(0, LONGEST_CODE);
  }

  /** What is wrong about a member. */
  public static IllegalArgumentException wrong(String name) {
    return new IllegalArgumentException("'" + name + "' is missing or not as it must be");
  }
}
