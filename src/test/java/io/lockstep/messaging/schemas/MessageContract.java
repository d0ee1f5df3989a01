package io.lockstep.messaging.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Holds messages against the AsyncAPI document. It is stricter than a consumer may be: a member or
 * header that the document does not name is a fault here.
 */
public final class MessageContract {
  /** Marks what a test publishes in the service's name. */
  public static final String FROM_A_TEST = "x-from-a-test";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROPERTIES = "properties";
  private static final String CLOSED = "additionalProperties";
  private static final MessageContract OF_THE_SERVICE = new MessageContract();

  private final JsonNode document = new AsyncApiDocument().bundled();
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  private MessageContract() {}

  /** The one that the service keeps. */
  public static MessageContract ofTheService() {
    return OF_THE_SERVICE;
  }

  /** Header by name, with the values of RabbitMQ as JSON has them. */
  public static ObjectNode headers(Map<String, ?> headers, UnaryOperator<Object> plain) {
    Map<String, Object> values = new TreeMap<>();
    headers.forEach((name, value) -> values.put(name, plain.apply(value)));
    return JSON.valueToTree(values);
  }

  /**
   * What is wrong with a message, empty for nothing. Only what the service itself has published is
   * looked at.
   *
   * @param address the exchange or topic
   * @param prefix of the attributes
   * @param type its type, or routing key
   */
  public List<String> faults(
      String address, String prefix, String type, String body, ObjectNode headers) {
    if (!headers.path(prefix + "source").asText().equals("/lockstep") || headers.has(FROM_A_TEST)) {
      return List.of();
    }
    String message = pointer(address, nameOf(address, type));
    if (message == null) {
      return List.of("%s of %s is not documented".formatted(type, address));
    }
    List<String> faults = new ArrayList<>(faultsOf(message + "/payload", read(body)));
    faults.addAll(faultsOf(headersOf(message), headers));
    String declared = headers.path(prefix + "type").asText();
    if (!declared.equals(type) && !address.equals("dlx")) {
      faults.add("%s says that its type is %s".formatted(type, declared));
    }
    return faults.stream()
        .map(fault -> "%s of %s: %s in %s %s".formatted(type, address, fault, headers, body))
        .toList();
  }

  /** What is wrong with the data of an event of this type, if the type is one of ours. */
  public List<String> faultsOfData(String type, String body) {
    return document.at("/components/schemas").has(type)
        ? faultsOf("/components/schemas/" + type, read(body)).stream()
            .map(fault -> "%s: %s in %s".formatted(type, fault, body))
            .toList()
        : List.of();
  }

  /** Tasks and events have many types, and one name; a dead letter keeps that of the message. */
  private static String nameOf(String address, String type) {
    return switch (address) {
      case "events" -> "event";
      case "dlx" -> "deadLetter";
      case "user-events-dead-letters" -> "deadRecord";
      default -> type.startsWith("workflow.task.") ? "task" : type;
    };
  }

  private String pointer(String address, String name) {
    for (JsonNode channel : document.path("channels")) {
      if (channel.path("address").asText().equals(address)) {
        JsonNode message = channel.path("messages").path(name).path("$ref");
        return message.isMissingNode() ? null : message.asText().substring(1);
      }
    }
    return null;
  }

  private String headersOf(String message) {
    String own = message + "/headers";
    return document.at(own).isMissingNode()
        ? document.at(message + "/traits/0/$ref").asText().substring(1) + "/headers"
        : own;
  }

  private List<String> faultsOf(String schema, JsonNode value) {
    return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
        .map(Object::toString)
        .toList();
  }

  private JsonSchema compile(String pointer) {
    ObjectNode whole = JSON.createObjectNode();
    whole.set("components", document.path("components").deepCopy());
    close(whole.at("/components/schemas"));
    // a reference stands alone in draft 7
    whole.set("allOf", JSON.createArrayNode().add(document.at(pointer).deepCopy()));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  /** Dead letters keep whatever headers the message came with. */
  private static void close(JsonNode schemas) {
    schemas
        .fields()
        .forEachRemaining(
            schema -> {
              if (!schema.getKey().startsWith("Dead")) {
                closeAll(schema.getValue());
              }
            });
  }

  private static void closeAll(JsonNode schema) {
    if (schema.has(PROPERTIES) && !schema.has(CLOSED)) {
      ((ObjectNode) schema).put(CLOSED, false);
    }
    schema.forEach(MessageContract::closeAll);
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return JsonNodeFactory.instance.textNode(body);
    }
  }
}
