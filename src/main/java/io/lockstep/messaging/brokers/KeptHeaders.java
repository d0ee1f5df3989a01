package io.lockstep.messaging.brokers;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers that a message has of its own, kept as a JSON object while the message is parked.
 * What the service sets anew on each message is not among them, nor what brokers say of earlier
 * deaths, nor further addresses ({@code CC}), to which a replay is not to go again.
 *
 * <p>Bytes that are no text are an object with the one member {@code base64}; a header that a
 * record has more than once is an array.
 */
public final class KeptHeaders {
  private static final String BYTES = "base64";
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "specversion",
          "id",
          "type",
          "source",
          "subject",
          "time",
          "datacontenttype",
          "traceparent");
  private static final Set<String> SET_ANEW =
      Set.of(CloudEventHeaders.TRACEPARENT, "content-type", "CC", "BCC");
  private static final List<String> OF_DEATHS =
      List.of(
          "x-lockstep-",
          "x-death",
          "x-first-death-",
          "x-last-death-",
          "x-delivery-count",
          "x-acquired-count");

  private KeptHeaders() {}

  /** Whether a header of this name is kept. */
  public static boolean isKept(String name) {
    return !SET_ANEW.contains(name)
        && !isAttribute(CloudEventHeaders.AMQP_PREFIX, name)
        && !isAttribute(CloudEventHeaders.KAFKA_PREFIX, name)
        && OF_DEATHS.stream().noneMatch(name::startsWith);
  }

  private static boolean isAttribute(String prefix, String name) {
    return name.startsWith(prefix) && ATTRIBUTES.contains(name.substring(prefix.length()));
  }

  /** Those of a message from RabbitMQ; null if it has none. */
  public static String of(Map<String, Object> headers) {
    JsonObject kept = new JsonObject();
    headers.forEach(
        (name, value) -> {
          if (isKept(name)) {
            kept.put(name, json(value));
          }
        });
    return textOf(kept);
  }

  /** Those of a record from Kafka; null if it has none. */
  public static String of(Headers headers) {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    for (Header header : headers) {
      if (isKept(header.key())) {
        values
            .computeIfAbsent(header.key(), name -> new ArrayList<>())
            .add(header.value() == null ? null : textOrBytes(header.value()));
      }
    }
    JsonObject kept = new JsonObject();
    values.forEach((name, all) -> kept.put(name, all.size() == 1 ? all.get(0) : all));
    return textOf(kept);
  }

  /** The same with one more. */
  public static String with(String kept, String name, String value) {
    return parse(kept).put(name, value).encode();
  }

  /** As RabbitMQ takes them. */
  public static Map<String, Object> toAmqp(String kept) {
    Map<String, Object> headers = new HashMap<>();
    parse(kept).getMap().forEach((name, value) -> headers.put(name, plain(value)));
    return headers;
  }

  /** Adds them as Kafka takes them: numbers and the like as text. */
  public static void addTo(Headers headers, String kept) {
    parse(kept)
        .getMap()
        .forEach(
            (name, value) -> {
              for (Object each : value instanceof List<?> all ? all : single(value)) {
                headers.add(name, bytes(plain(each)));
              }
            });
  }

  private static List<Object> single(Object value) {
    List<Object> one = new ArrayList<>(); // which may hold a null
    one.add(value);
    return one;
  }

  private static byte[] bytes(Object value) {
    return value == null || value instanceof byte[]
        ? (byte[]) value
        : value.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject parse(String kept) {
    return kept == null ? new JsonObject() : new JsonObject(kept);
  }

  private static String textOf(JsonObject kept) {
    return kept.isEmpty() ? null : kept.encode();
  }

  private static Object json(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof byte[] bytes) {
      return textOrBytes(bytes);
    }
    if (value instanceof Map<?, ?> table) {
      JsonObject object = new JsonObject();
      table.forEach((name, each) -> object.put(name.toString(), json(each)));
      return object;
    }
    if (value instanceof List<?> values) {
      List<Object> all = new ArrayList<>();
      values.forEach(each -> all.add(json(each)));
      return all;
    }
    return value instanceof Date time ? time.toInstant().toString() : value.toString();
  }

  private static Object textOrBytes(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
        ? text
        : new JsonObject().put(BYTES, Base64.getEncoder().encodeToString(bytes));
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> object) {
      if (object.size() == 1 && object.get(BYTES) instanceof String base64) {
        return Base64.getDecoder().decode(base64);
      }
      Map<String, Object> table = new HashMap<>();
      object.forEach((name, each) -> table.put(name.toString(), plain(each)));
      return table;
    }
    if (value instanceof List<?> values) {
      List<Object> all = new ArrayList<>();
      values.forEach(each -> all.add(plain(each)));
      return all;
    }
    return value;
  }
}
