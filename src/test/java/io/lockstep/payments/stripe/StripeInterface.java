package io.lockstep.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.lockstep.testing.RecordedServer.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The description of Stripe's interface, reduced to what this service uses of it. */
final class StripeInterface {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode DOCUMENT = document();

  private StripeInterface() {}

  private static JsonNode document() {
    try (InputStream file = StripeInterface.class.getResourceAsStream("/stripe/openapi.json")) {
      JsonNode document = new ObjectMapper().readTree(file);
      document.findParents("nullable").forEach(schema -> allowNull((ObjectNode) schema));
      return document;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** JSON Schema has no {@code nullable}. */
  private static void allowNull(ObjectNode schema) {
    schema.remove("nullable");
    ObjectNode other = schema.deepCopy();
    schema.removeAll();
    schema.putArray("anyOf").add(other).addObject().put("type", "null");
  }

  /** Fails unless there is such an operation, and the request fits it. */
  static void assertKnows(Asked asked) {
    URI uri = URI.create("http://stripe" + asked.uri());
    String method = asked.method().toLowerCase(Locale.ROOT);
    JsonNode operation = path(uri.getPath()).path(method);
    assertThat(operation.isObject()).as("%s %s is an operation", method, uri).isTrue();
    if (method.equals("post")) {
      assertThat(asked.headers())
          .containsEntry("Content-Type", "application/x-www-form-urlencoded");
      assertThat(uri.getRawQuery()).isNull();
      assertFits(
          operation.at("/requestBody/content/application~1x-www-form-urlencoded/schema"),
          asked.body());
    } else {
      assertThat(asked.body()).isEmpty();
      assertFits(query(operation), uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }
  }

  /** The one that fits, without parameters if there is one. */
  private static JsonNode path(String path) {
    JsonNode paths = DOCUMENT.path("paths");
    return paths.has(path)
        ? paths.path(path)
        : paths.properties().stream()
            .filter(each -> path.matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(() -> new AssertionError(path + " is no path"));
  }

  private static JsonNode query(JsonNode operation) {
    ObjectNode schema = NODES.objectNode().put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    StreamSupport.stream(operation.path("parameters").spliterator(), false)
        .filter(each -> each.path("in").asText().equals("query"))
        .forEach(
            each -> {
              properties.set(each.path("name").asText(), each.path("schema"));
              if (each.path("required").asBoolean()) {
                required.add(each.path("name").asText());
              }
            });
    return schema;
  }

  private static void assertFits(JsonNode schema, String encoded) {
    ObjectNode parameters = NODES.objectNode();
    Stream.of(encoded.split("&"))
        .filter(each -> !each.isEmpty())
        .forEach(each -> put(parameters, each));
    assertValid(schema, typed(parameters, schema));
  }

  /** Fails unless the object is as that schema has it. */
  static void assertIsA(String name, JsonNode object) {
    assertValid(NODES.objectNode().put("$ref", "#/components/schemas/" + name), object);
  }

  private static void assertValid(JsonNode schema, JsonNode value) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", DOCUMENT.path("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(whole)
                .validate(value))
        .as(value.toString())
        .isEmpty();
  }

  /** {@code a[b]=value} is a member of an object, {@code a[]=value} one of a list. */
  private static void put(ObjectNode into, String parameter) {
    String[] parts = parameter.split("=", 2);
    List<String> names = List.of(decoded(parts[0]).replace("]", "").split("\\[", -1));
    String value = decoded(parts[1]);
    String first = names.get(0);
    if (names.size() == 1) {
      assertThat(into.has(first)).as("%s is given twice", first).isFalse();
      into.put(first, value);
    } else if (names.get(1).isEmpty()) {
      into.withArray("/" + first).add(value);
    } else {
      into.withObject("/" + first).put(names.get(1), value);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Forms hold texts alone: those that are to be numbers or truth values, as such. */
  private static JsonNode typed(JsonNode value, JsonNode schema) {
    if (schema.has("anyOf")) {
      return StreamSupport.stream(schema.path("anyOf").spliterator(), false)
          .map(each -> typed(value, each))
          .filter(each -> !each.equals(value))
          .findFirst()
          .orElse(value);
    }
    if (value.isObject()) {
      ObjectNode typed = NODES.objectNode();
      value
          .properties()
          .forEach(
              each ->
                  typed.set(
                      each.getKey(),
                      typed(each.getValue(), schema.path("properties").path(each.getKey()))));
      return typed;
    }
    return switch (schema.path("type").asText()) {
      case "integer" ->
          value.asText().matches("\\d{1,18}") ? LongNode.valueOf(value.asLong()) : value;
      case "boolean" ->
          value.asText().matches("true|false") ? BooleanNode.valueOf(value.asBoolean()) : value;
      default -> value;
    };
  }
}
