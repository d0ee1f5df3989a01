package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.Rest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What is done to the body of a request. */
final class BodyMutations {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
  private static final int DEEP = 3000;

  private static final List<JsonNode> ODD =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.objectNode(),
          NODES.arrayNode(),
          NODES.arrayNode().add(1),
          NODES.objectNode().put("a", 1),
          NODES.textNode("1"),
          NODES.numberNode(new BigDecimal("1E400")),
          NODES.numberNode(new BigDecimal("-1E-400")),
          NODES.numberNode(new BigDecimal("1.0")),
          NODES.numberNode(new BigDecimal("1.5")),
          NODES.numberNode(-0.0),
          NODES.numberNode(0),
          NODES.numberNode(-1),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(BigInteger.TWO.pow(64)),
          NODES.numberNode(1L << 32));

  private final Random random;

  BodyMutations(Random random) {
    this.random = random;
  }

  FuzzRequest of(FuzzRequest request) {
    return switch (random.nextInt(12)) {
      case 0 -> raw(request);
      case 1 -> illFormed(request);
      case 2 -> unknownMember(request);
      case 3, 4 -> withoutMember(request);
      case 5, 6 -> byOne(request);
      case 7, 8 -> oddText(request);
      default -> oddValue(request);
    };
  }

  private FuzzRequest raw(FuzzRequest request) {
    String text = Rest.write(request.body());
    FuzzRequest broken = request.malformed();
    return switch (random.nextInt(8)) {
      case 0 ->
          broken
              .sayingRaw(bytes(text.substring(0, random.nextInt(text.length()))))
              .about("a body that ends early");
      case 1 -> broken.sayingRaw(bytes(text + "x")).about("something behind the body");
      case 2 -> broken.sayingRaw(new byte[0]).about("an empty body");
      case 3 ->
          request
              .sayingRaw(bytes("[".repeat(DEEP) + "]".repeat(DEEP)))
              .about("deep nesting")
              .malformed();
      case 4 ->
          text.length() > 2
              ? broken
                  .sayingRaw(bytes("{\"a\":1,\"a\":2," + text.substring(1)))
                  .about("a member twice")
              : broken.sayingRaw(bytes("{")).about("half a body");
      case 5 ->
          broken.sayingRaw(new byte[] {'"', (byte) 0xff, '"'}).about("bytes that are no UTF-8");
      case 6 -> broken.sayingRaw(text.getBytes(StandardCharsets.UTF_16)).about("UTF-16");
      default -> broken.sayingRaw(bytes("{'a': NaN, // x\n}")).about("JSON of other dialects");
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Half of a surrogate pair, or a NUL, as an escape anywhere. */
  private FuzzRequest illFormed(FuzzRequest request) {
    String text = Rest.write(request.body());
    List<Integer> quotes = new ArrayList<>();
    for (int at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
      if (at == 0 || text.charAt(at - 1) != '\\') {
        quotes.add(at);
      }
    }
    if (quotes.isEmpty()) {
      return unknownMember(request);
    }
    int at = Texts.one(quotes, random);
    boolean opens = quotes.indexOf(at) % 2 == 0;
    int place = opens ? at + 1 : at;
    String odd = Texts.one(List.of("\\ud800", "\\udc00x", "\\u0000", "\\ud83d\\ud83d"), random);
    return request
        .sayingRaw(bytes(text.substring(0, place) + odd + text.substring(place)))
        .about("text that is no Unicode")
        .malformed();
  }

  private FuzzRequest unknownMember(FuzzRequest request) {
    List<ObjectNode> objects = new ArrayList<>();
    JsonNode body = request.body().deepCopy();
    objects(body, objects);
    if (!objects.isEmpty()) {
      Texts.one(objects, random).put(Texts.one(List.of("unknown", "Quantity", ""), random), 1);
    }
    return request.saying(body).about("an unknown member");
  }

  private static void objects(JsonNode node, List<ObjectNode> found) {
    if (node instanceof ObjectNode object) {
      found.add(object);
    }
    node.forEach(part -> objects(part, found));
  }

  private FuzzRequest withoutMember(FuzzRequest request) {
    List<ObjectNode> objects = new ArrayList<>();
    JsonNode body = request.body().deepCopy();
    objects(body, objects);
    objects.removeIf(ObjectNode::isEmpty);
    if (!objects.isEmpty()) {
      ObjectNode object = Texts.one(objects, random);
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      object.remove(Texts.one(names, random));
    }
    return request.saying(body).about("a member left out");
  }

  private FuzzRequest byOne(FuzzRequest request) {
    return changed(request, "a number at or beyond a bound", this::isNumber, this::bound);
  }

  private boolean isNumber(JsonNode node) {
    return node.isNumber();
  }

  private JsonNode bound(JsonNode before) {
    List<Long> bounds =
        Arrays.asList(
            before.asLong() + 1,
            -before.asLong(),
            0L,
            101L,
            10_001L,
            1_000_001L,
            30_001L,
            86_401L,
            3_600_001L,
            1_000_000_001L,
            1_000_000_000_000_000L,
            -100L,
            -101L);
    long value = Texts.one(bounds, random);
    return NODES.numberNode(value > 60 && value <= 30_000 ? value + 30_000 : value);
  }

  private FuzzRequest oddText(FuzzRequest request) {
    return changed(
        request, "an odd text", JsonNode::isTextual, before -> NODES.textNode(Texts.any(random)));
  }

  private FuzzRequest oddValue(FuzzRequest request) {
    return changed(request, "an odd value", node -> true, before -> Texts.one(ODD, random));
  }

  private FuzzRequest changed(
      FuzzRequest request,
      String about,
      Predicate<JsonNode> which,
      UnaryOperator<JsonNode> change) {
    JsonNode body = request.body().deepCopy();
    List<Runnable> changes = new ArrayList<>();
    places(body, which, change, changes);
    if (changes.isEmpty()) {
      return request.saying(Texts.one(ODD, random)).about("another body");
    }
    Texts.one(changes, random).run();
    return request.saying(body).about(about);
  }

  private static void places(
      JsonNode node,
      Predicate<JsonNode> which,
      UnaryOperator<JsonNode> change,
      List<Runnable> changes) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        Consumer<JsonNode> put = value -> object.set(member.getKey(), value);
        place(member.getValue(), put, which, change, changes);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int at = i;
        place(array.get(i), value -> array.set(at, value), which, change, changes);
      }
    }
  }

  private static void place(
      JsonNode value,
      Consumer<JsonNode> put,
      Predicate<JsonNode> which,
      UnaryOperator<JsonNode> change,
      List<Runnable> changes) {
    if (which.test(value)) {
      changes.add(() -> put.accept(change.apply(value)));
    }
    places(value, which, change, changes);
  }
}
