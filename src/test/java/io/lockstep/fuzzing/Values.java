package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;

/** Values that fit the schemas of a document. */
final class Values {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ENOUGH_ITEMS = 4;
  private static final long SMALL = 50;

  /** Longer waits are as good, but every request would take as long. */
  private static final Map<String, Long> MOST = Map.of("waitMs", 60L);

  private final Api api;
  private final KnownIds known;
  private final Random random;

  Values(Api api, KnownIds known, Random random) {
    this.api = api;
    this.known = known;
    this.random = random;
  }

  /** A value that fits this schema, of the member or parameter of this name. */
  JsonNode of(JsonNode reference, String name, String template) {
    JsonNode schema = api.resolved(reference);
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      List<JsonNode> values = new ArrayList<>();
      schema.path("enum").forEach(values::add);
      return Texts.one(values, random);
    }
    for (String kinds : List.of("oneOf", "anyOf")) {
      if (schema.has(kinds)) {
        return of(
            schema.path(kinds).path(random.nextInt(schema.path(kinds).size())), name, template);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, template);
      case "array" -> array(schema, name, template);
      case "string" -> NODES.textNode(text(schema, name, template));
      case "integer" -> NODES.numberNode(integer(schema, name));
      case "number" -> number(schema);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> free(3);
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.path(random.nextInt(6) == 0 ? type.size() - 1 : 0).asText()
        : type.asText();
  }

  private ObjectNode object(JsonNode schema, String template) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
      if (required.contains(member.getKey()) || random.nextInt(10) < 4) {
        object.set(member.getKey(), of(member.getValue(), member.getKey(), template));
      }
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject()) {
      int most = schema.path("maxProperties").asInt(ENOUGH_ITEMS);
      int count = random.nextInt(8) == 0 ? most : random.nextInt(Math.min(most, ENOUGH_ITEMS));
      int longest = schema.path("propertyNames").path("maxLength").asInt(20);
      for (int i = 0; i < count; i++) {
        String name = Texts.fitting("{1,64}[A-Za-z0-9._:-]", 1, longest, random);
        object.set(name, of(others, name, template));
      }
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, String name, String template) {
    int least = schema.path("minItems").asInt(0);
    int most = schema.path("maxItems").asInt(ENOUGH_ITEMS);
    int count =
        random.nextInt(20) == 0
            ? most
            : least + random.nextInt(Math.min(most - least, ENOUGH_ITEMS) + 1);
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(of(schema.path("items"), name, template));
    }
    return array;
  }

  private String text(JsonNode schema, String name, String template) {
    String pattern = schema.has("pattern") ? schema.path("pattern").asText() : null;
    int most = schema.path("maxLength").asInt(1000);
    String before = random.nextInt(10) < 8 ? known.named(name, template, random) : null;
    if (before != null
        && before.length() <= most
        && (pattern == null || Pattern.compile(pattern).matcher(before).find())) {
      return before;
    }
    return switch (schema.path("format").asText()) {
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      case "date-time" ->
          "20%02d-0%d-11T10:20:30Z".formatted(random.nextInt(99), 1 + random.nextInt(9));
      case "date" -> "20%02d-0%d-11".formatted(random.nextInt(99), 1 + random.nextInt(9));
      default -> Texts.fitting(pattern, schema.path("minLength").asInt(0), most, random);
    };
  }

  private long integer(JsonNode schema, String name) {
    long least = schema.path("minimum").asLong(-SMALL);
    long most =
        Math.min(schema.path("maximum").asLong(SMALL), MOST.getOrDefault(name, Long.MAX_VALUE));
    return switch (random.nextInt(8)) {
      case 0 -> least;
      case 1 -> most;
      case 2 -> least + Math.floorMod(random.nextLong(), Math.max(1, most - least));
      default -> Math.min(most, Math.max(least, 1) + random.nextInt((int) SMALL));
    };
  }

  private JsonNode number(JsonNode schema) {
    double least = schema.path("minimum").asDouble(-10);
    double most = schema.path("maximum").asDouble(10);
    double value = random.nextInt(4) == 0 ? most : random.nextInt(11) - 5;
    return NODES.numberNode(BigDecimal.valueOf(Math.max(least, Math.min(most, value))));
  }

  /** Any JSON. */
  private JsonNode free(int deep) {
    return switch (random.nextInt(deep > 0 ? 9 : 6)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextInt());
      case 3 -> NODES.numberNode(new BigDecimal("-12345678901234567890.5"));
      case 4, 5 -> NODES.textNode(Texts.any(random));
      case 6 -> NODES.arrayNode().add(free(deep - 1)).add(free(deep - 1));
      default -> NODES.objectNode().<ObjectNode>set("a", free(deep - 1)).set("é\"", free(deep - 1));
    };
  }
}
