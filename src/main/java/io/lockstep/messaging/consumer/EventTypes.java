package io.lockstep.messaging.consumer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.util.Map;

/**
 * The event types that a consumer understands, by wire name. A type that is not among them is a
 * failure (a dead letter), never something to skip. Members that are not known are skipped: a
 * producer may add some.
 *
 * @param <E> what all of them are
 */
public final class EventTypes<E> {
  private final Map<String, Class<? extends E>> byName;

  private EventTypes(Map<String, Class<? extends E>> byName) {
    this.byName = byName;
  }

  /** These types by wire name. */
  public static <E> EventTypes<E> of(Map<String, Class<? extends E>> byName) {
    return new EventTypes<>(Map.copyOf(byName));
  }

  /**
   * Reads a body that names its own type.
   *
   * @param member where the type stands
   * @throws PoisonMessage as {@link #read(String, byte[], ObjectMapper)}
   */
  E readTyped(String member, byte[] body, ObjectMapper json) {
    JsonNode document = parse(body, json);
    JsonNode type = document.get(member);
    if (type == null || !type.isTextual()) {
      throw new PoisonMessage("wrong-shape", "no object with a text " + member);
    }
    return read(type.textValue(), body, json);
  }

  @CanIgnoreReturnValue
  private static JsonNode parse(byte[] body, ObjectMapper json) {
    try {
      JsonNode document = body == null ? null : json.readTree(body);
      if (document == null || document.isMissingNode()) {
        throw new PoisonMessage("not-json", "the body is empty");
      }
      return document;
    } catch (IOException notJson) {
      throw new PoisonMessage("not-json", messageOf(notJson));
    }
  }

  private static String messageOf(IOException unreadable) {
    return unreadable instanceof JacksonException json
        ? json.getOriginalMessage()
        : unreadable.getMessage();
  }

  /**
   * Reads the body of a message.
   *
   * @throws PoisonMessage if the type is unknown, or the body is no JSON or lacks what the type
   *     needs
   */
  E read(String type, byte[] body, ObjectMapper json) {
    Class<? extends E> known = byName.get(String.valueOf(type));
    if (known == null) {
      throw new PoisonMessage("unknown-type", "no consumer here for the type " + type);
    }
    try {
      E event =
          json.readerFor(known)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(body);
      if (event == null) {
        throw new PoisonMessage("wrong-shape", "the body is null");
      }
      return event;
    } catch (JsonMappingException wrongShape) {
      // a body that ends within a value fails in the same way, and is no JSON
      parse(body, json);
      throw new PoisonMessage("wrong-shape", wrongShape.getOriginalMessage());
    } catch (IOException notJson) {
      throw new PoisonMessage("not-json", messageOf(notJson));
    }
  }
}
