package io.lockstep.http.openapi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * What the schemas of records have in common: a body that is written has all its members, unless
 * its record leaves some out, and a pattern is of the whole text, as Bean Validation reads it.
 */
final class CompletingSchemas {
  private CompletingSchemas() {}

  static void complete(Components components, RecordMembers members, Set<String> written) {
    if (components.getSchemas() == null) {
      return;
    }
    components
        .getSchemas()
        .forEach(
            (name, schema) -> {
              anchor(schema);
              if (written.contains(name)) {
                require(schema, members.optionalOf(name));
              }
            });
  }

  private static void require(Schema schema, Set<String> optional) {
    if (schema.getProperties() == null) {
      return;
    }
    List<String> required =
        schema.getProperties().keySet().stream().filter(name -> !optional.contains(name)).toList();
    schema.setRequired(required);
  }

  private static void anchor(Schema schema) {
    if (schema == null) {
      return;
    }
    String pattern = schema.getPattern();
    if (pattern != null && !pattern.startsWith("^")) {
      schema.setPattern("^(?:" + pattern + ")$");
    }
    anchor(schema.getItems());
    Map<String, Schema> properties = schema.getProperties();
    if (properties != null) {
      properties.values().forEach(CompletingSchemas::anchor);
    }
  }
}
