package io.lockstep.messaging.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The AsyncAPI document, in one piece: {@code asyncapi.yaml} names the schema of an event by its
 * file, and here the schema itself stands among the components, its examples among those of the
 * message.
 */
final class AsyncApiDocument {
  private static final String FILE = "asyncapi.yaml";
  private static final String FOLDER = "schemas/";
  private static final String SUFFIX = ".json";
  private static final String REF = "$ref";
  private static final String PAYLOAD = "payload";
  private static final String EXAMPLES = "examples";

  private final ObjectMapper yaml =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());
  private final Map<String, JsonNode> schemas = new TreeMap<>();
  private final ObjectNode document;

  AsyncApiDocument() {
    document = (ObjectNode) read(FILE);
    document.at("/components/messages").forEach(message -> bundle((ObjectNode) message));
  }

  /** The document, which refers to nothing outside of it. */
  JsonNode bundled() {
    return document;
  }

  /** The same as text. */
  String asYaml() {
    try {
      return yaml.writeValueAsString(document);
    } catch (IOException notWritable) {
      throw new UncheckedIOException(notWritable);
    }
  }

  /** The schemas that it has from files, by the type of their event. */
  Map<String, JsonNode> schemas() {
    return schemas;
  }

  private void bundle(ObjectNode message) {
    String file = message.path(PAYLOAD).path(REF).asText();
    if (!file.startsWith(FOLDER)) {
      return;
    }
    String type = file.substring(FOLDER.length(), file.length() - SUFFIX.length());
    JsonNode schema = schemas.computeIfAbsent(type, each -> read(file));
    ObjectNode inside = schema.deepCopy();
    inside.remove("$schema");
    inside.remove("$id");
    ArrayNode examples = message.putArray(EXAMPLES);
    inside.remove(EXAMPLES).forEach(example -> examples.addObject().set(PAYLOAD, example));
    ((ObjectNode) document.at("/components/schemas")).set(type, inside);
    message.putObject(PAYLOAD).put(REF, "#/components/schemas/" + type);
  }

  /** Every JSON document is a YAML document too. */
  private JsonNode read(String name) {
    try (InputStream file =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("there is no " + name);
      }
      return yaml.readTree(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
