package io.lockstep.openapi;

import io.lockstep.http.json.JsonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * What the schemas of records have in common: a body that is written has all its members, unless
 * its record leaves some out; one that is read may have null where a member may be missing; and a
 * pattern is of the whole text, as Bean Validation reads it.
 */
final class CompletingSchemas {
  /** What Bean Validation's {@code NotBlank} becomes: some character that is no space. */
  private static final String NOT_BLANK = "\\S";

  /** What the scanner makes of a type that only carries JSON of ours. */
  private static final String JACKSONS = "RawValue";

  private static final String ANY_JSON = Schemas.PREFIX + JsonText.SCHEMA;

  private CompletingSchemas() {}

  static void complete(Components components, RecordMembers members, Set<String> written) {
    components
        .getSchemas()
        .forEach(
            (name, schema) -> {
              complete(schema);
              if (written.contains(name)) {
                require(schema, members.optionalOf(name));
              } else {
                allowNullForMissing(schema);
              }
            });
    components.removeSchema(JACKSONS);
    Schema anyJson = components.getSchemas().get(JsonText.SCHEMA);
    anyJson.setType(null);
    anyJson.setProperties(null);
  }

  private static void require(Schema schema, Set<String> optional) {
    if (schema.getProperties() == null) {
      return;
    }
    List<String> required =
        schema.getProperties().keySet().stream().filter(name -> !optional.contains(name)).toList();
    schema.setRequired(required);
  }

  private static void allowNullForMissing(Schema schema) {
    if (schema.getProperties() == null) {
      return;
    }
    List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
    for (Map.Entry<String, Schema> member :
        new LinkedHashMap<>(schema.getProperties()).entrySet()) {
      boolean isRequired = required.contains(member.getKey());
      if (!isRequired) {
        schema.addProperty(member.getKey(), orNull(member.getValue()));
      } else if (ANY_JSON.equals(member.getValue().getRef())) {
        schema.addProperty(member.getKey(), anythingButNull());
      }
    }
  }

  private static Schema anythingButNull() {
    Schema schema =
        OASFactory.createSchema()
            .description("Any JSON value but null.")
            .items(OASFactory.createSchema());
    Arrays.stream(Schema.SchemaType.values())
        .filter(type -> type != Schema.SchemaType.NULL && type != Schema.SchemaType.INTEGER)
        .forEach(schema::addType);
    return schema;
  }

  private static Schema orNull(Schema schema) {
    // null would have to be one of the values of an enum, and the writer of the document drops it
    if (schema.getRef() != null || schema.getEnumeration() != null) {
      return OASFactory.createSchema()
          .anyOf(List.of(schema, OASFactory.createSchema().addType(Schema.SchemaType.NULL)));
    }
    if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
      schema.addType(Schema.SchemaType.NULL);
    }
    return schema;
  }

  static void complete(Schema schema) {
    if (schema == null) {
      return;
    }
    if (schema.getRef() != null || schema.getOneOf() != null || schema.getAnyOf() != null) {
      // what the other schema says, and nothing beside it
      schema.setType(null);
      schema.setProperties(null);
    }
    String pattern = schema.getPattern();
    if (pattern != null && !pattern.startsWith("^") && !pattern.equals(NOT_BLANK)) {
      schema.setPattern("^(?:" + pattern + ")$");
    }
    complete(schema.getItems());
    Map<String, Schema> properties = schema.getProperties();
    if (properties != null) {
      properties.forEach(KnownMembers::describe);
      properties.values().forEach(CompletingSchemas::complete);
    }
  }
}
