package io.lockstep.messaging.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.messaging.MessagingConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON Schemas of all events that the service publishes, one for each type. A schema has a
 * version, the last part of its {@code $id}: within it members are only ever added, so whoever
 * reads an event ignores members that they do not know.
 *
 * @see <a href="https://json-schema.org/draft-07/json-schema-validation">JSON Schema, draft 7</a>
 */
@ApplicationScoped
public class EventSchemas {
  private final Map<String, JsonNode> byType;
  private final String base;

  EventSchemas(MessagingConfig config) {
    this.byType = new AsyncApiDocument().schemas();
    this.base = config.schemaBase().orElse("");
  }

  /**
   * What the CloudEvents attribute {@code dataschema} says of events of this type: where the
   * service serves the schema, and its version.
   *
   * @throws IllegalArgumentException if it has none: each type of ours must have one
   */
  public String uriOf(String type) {
    return find(type)
        .map(schema -> base + schema.path("$id").asText())
        .orElseThrow(() -> new IllegalArgumentException("no schema of " + type));
  }

  /** The schema of a type. */
  Optional<JsonNode> find(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** Whether events of this type are ours. */
  public boolean knows(String type) {
    return byType.containsKey(type);
  }

  /** All types that have one. */
  Set<String> types() {
    return byType.keySet();
  }
}
