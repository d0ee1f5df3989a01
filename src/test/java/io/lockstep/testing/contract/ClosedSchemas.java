package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi31;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The schemas of a document, compiled when they are needed first, each once. Objects that list
 * their members and do not say that there are others have no others.
 */
final class ClosedSchemas {
  private static final String ADDRESS = "https://lockstep.example/openapi.json";
  private static final String NAMED = "#/components/schemas/";
  private static final String REF = "$ref";
  private static final String ALL_OF = "allOf";
  private static final String PROPERTIES = "properties";
  private static final String ADDITIONAL = "additionalProperties";
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  /** What is data, and no schema. */
  private static final Set<String> DATA = Set.of("example", "examples", "default", "const", "enum");

  private final JsonNode document;
  private final JsonSchemaFactory factory;
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

  /**
   * Of this document, which it closes.
   *
   * @param document is changed
   */
  ClosedSchemas(ObjectNode document) {
    this.document = document;
    close(document, partsOfOthers(document));
    ObjectNode named = new ObjectMapper().createObjectNode();
    named.set("$defs", absolute(document.path("components").path("schemas")));
    JsonMetaSchema openApi = OpenApi31.getInstance();
    this.factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                builder
                    .metaSchema(openApi)
                    .defaultMetaSchemaIri(openApi.getIri())
                    .schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, named.toString()))));
  }

  /** Named schemas of which others are made: closed, they would forbid what those add. */
  private static Set<String> partsOfOthers(JsonNode document) {
    Set<String> parts = new HashSet<>();
    for (JsonNode made : document.findValues(ALL_OF)) {
      made.forEach(part -> parts.add(part.path(REF).asText()));
    }
    return parts;
  }

  private static void close(JsonNode document, Set<String> open) {
    for (Map.Entry<String, JsonNode> schema :
        document.path("components").path("schemas").properties()) {
      closeAll(schema.getValue(), !open.contains(NAMED + schema.getKey()));
    }
    closeAll(document.path("paths"), true);
  }

  private static void closeAll(JsonNode node, boolean closes) {
    if (node instanceof ObjectNode schema && closes) {
      if (schema.has(ALL_OF)) {
        schema.put("unevaluatedProperties", false);
      } else if (schema.path(PROPERTIES).isObject() && !schema.has(ADDITIONAL)) {
        schema.put(ADDITIONAL, false);
      }
    }
    for (Map.Entry<String, JsonNode> part : node.properties()) {
      if (!DATA.contains(part.getKey())) {
        closeAll(part.getValue(), !part.getKey().equals(ALL_OF));
      }
    }
    if (node.isArray()) {
      node.forEach(part -> closeAll(part, closes));
    }
  }

  /** What a reference leads to; anything else is itself. */
  JsonNode resolved(JsonNode node) {
    String reference = node.path(REF).asText();
    return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
  }

  /** What of a value does not fit a schema of the document. */
  Stream<String> faults(JsonNode schema, JsonNode value) {
    JsonNode whole = resolved(schema);
    JsonNode discriminator = whole.path("discriminator");
    return discriminator.has("mapping")
        ? faultsOfKind(discriminator, value)
        : compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
            .map(ValidationMessage::toString);
  }

  /** Against the one alternative that the value says it is, so that the words are about that. */
  private Stream<String> faultsOfKind(JsonNode discriminator, JsonNode value) {
    String name = value.path(discriminator.path("propertyName").asText()).asText();
    JsonNode kind = discriminator.path("mapping").path(name);
    return kind.isMissingNode()
        ? Stream.of("the kind '%s' is not documented".formatted(name))
        : faults(JsonNodeFactory.instance.objectNode().set(REF, kind), value);
  }

  private JsonSchema compile(JsonNode schema) {
    return factory.getSchema(absolute(schema), CONFIG);
  }

  private static JsonNode absolute(JsonNode schemas) {
    JsonNode copy = schemas.deepCopy();
    for (JsonNode owner : all(copy)) {
      String name = owner.path(REF).asText().replace(NAMED, "");
      ((ObjectNode) owner).put(REF, ADDRESS + "#/$defs/" + name);
    }
    return copy;
  }

  /** All that refer to another; {@code findParents} does not look into those. */
  private static List<JsonNode> all(JsonNode node) {
    List<JsonNode> found = new ArrayList<>();
    if (node.path(REF).isTextual()) {
      found.add(node);
    }
    node.forEach(part -> found.addAll(all(part)));
    return found;
  }

  /** The same of a value that is written as text: in a header, a path or a query. */
  Stream<String> faultsOfText(JsonNode schema, List<String> values) {
    JsonNode whole = resolved(schema);
    if (whole.path("type").asText().equals("array")) {
      return values.stream()
          .flatMap(value -> Stream.of(value.split(",")))
          .flatMap(value -> faultsOfText(whole.path("items"), List.of(value)));
    }
    return values.stream().flatMap(value -> faults(schema, typed(whole, value)));
  }

  private static JsonNode typed(JsonNode schema, String value) {
    boolean isInteger = schema.path("type").asText().equals("integer");
    return isInteger && value.matches("-?[0-9]{1,18}")
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
        : JsonNodeFactory.instance.textNode(value);
  }
}
