package io.lockstep.openapi;

import static io.lockstep.openapi.Schemas.integer;
import static io.lockstep.openapi.Schemas.object;
import static io.lockstep.openapi.Schemas.ref;
import static io.lockstep.openapi.Schemas.text;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.ProblemType.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** A schema for each type of problem, told apart by {@code type}. */
final class ProblemSchemas {
  private static final String FIELD_ERROR = "FieldError";

  private final Components components;
  private final Set<ProblemType> used = EnumSet.noneOf(ProblemType.class);

  ProblemSchemas(Components components) {
    this.components = components;
  }

  /** The content of an answer that is one of these. */
  Content oneOf(Collection<ProblemType> types) {
    used.addAll(types);
    List<ProblemType> sorted = types.stream().distinct().sorted().toList();
    Schema schema = sorted.size() == 1 ? ref(nameOf(sorted.get(0))) : choice(sorted);
    return OASFactory.createContent()
        .addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(schema));
  }

  /** Adds the schemas that some operation refers to. */
  void addUsed() {
    used.forEach(type -> components.addSchema(nameOf(type), schemaOf(type)));
    components.addSchema(FIELD_ERROR, fieldError());
  }

  private static Schema choice(List<ProblemType> types) {
    Map<String, String> mapping = new LinkedHashMap<>();
    types.forEach(type -> mapping.put(type.uri(), Schemas.PREFIX + nameOf(type)));
    return OASFactory.createSchema()
        .oneOf(types.stream().map(type -> ref(nameOf(type))).toList())
        .discriminator(OASFactory.createDiscriminator().propertyName("type").mapping(mapping));
  }

  private static Schema schemaOf(ProblemType type) {
    Schema schema =
        object()
            .title(type.title())
            .addProperty("type", text().constValue(type.uri()))
            .addProperty("title", text())
            .addProperty("status", integer().constValue(type.status()))
            .addProperty("detail", text().description("What is wrong this time, for people."));
    List<String> required = new ArrayList<>(List.of("type", "title", "status", "detail"));
    for (Member member : type.members()) {
      schema.addProperty(member.name(), schemaOf(member.kind()));
      if (member.isRequired()) {
        required.add(member.name());
      }
    }
    return schema.required(required);
  }

  private static Schema schemaOf(Member.Kind kind) {
    return switch (kind) {
      case TEXT -> text();
      case ID -> text().format("uuid");
      case NUMBER -> integer().format("int64");
      case FIELD_ERRORS ->
          OASFactory.createSchema()
              .addType(Schema.SchemaType.ARRAY)
              .items(ref(FIELD_ERROR))
              .description("What is wrong, member by member or parameter by parameter.");
    };
  }

  private static Schema fieldError() {
    return object()
        .description("One wrong member of a body, or one wrong parameter.")
        .addProperty(
            "field", text().description("Such as items[0].quantity; empty for the body itself."))
        .addProperty("message", text())
        .required(List.of("field", "message"));
  }

  private static String nameOf(ProblemType type) {
    return Arrays.stream(type.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining("", "", "Problem"));
  }
}
