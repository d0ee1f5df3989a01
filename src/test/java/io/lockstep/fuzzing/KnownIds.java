package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the service has answered with so far: the parameters of paths that lead to something, and
 * values of members by their names. Requests made of these reach states that no invented id has.
 */
final class KnownIds {
  private static final int MOST_OF_A_KIND = 40;

  /** Whose money keeps the other accounts in balance: spent, refunds would fail for want of it. */
  private static final Set<String> SPARED = Set.of("merchant", "external");

  /** Members and parameters that name something of another path. */
  private static final Map<String, String> NAMES =
      Map.of(
          "userId", "/users/{id}",
          "from", "/accounts/{id}",
          "to", "/accounts/{id}",
          "account", "/accounts/{id}",
          "type", "/workflow-types/{type}",
          "sku", "/products/{sku}");

  private final List<String> templates;
  private final Map<String, List<Map<String, String>>> byTemplate = new TreeMap<>();
  private final Map<String, List<String>> byName = new TreeMap<>();

  KnownIds(Api api) {
    this.templates = api.operations().stream().map(Api.Operation::template).distinct().toList();
  }

  /** Remembers what led to an answer, and what is in it. */
  void learn(String template, Map<String, String> parameters, String location, JsonNode answer) {
    note(template, parameters);
    if (location != null) {
      templates.forEach(other -> noteLocation(other, location));
    }
    Stream<JsonNode> items =
        answer.path("data").isArray() ? answer.path("data").valueStream() : Stream.of(answer);
    items.filter(JsonNode::isObject).limit(5).forEach(item -> learn(template, parameters, item));
    if (answer.path("next").isTextual()) {
      add(byName, "after " + template, answer.path("next").asText());
    }
  }

  private void learn(String template, Map<String, String> parameters, JsonNode item) {
    Map<String, String> known = new LinkedHashMap<>(parameters);
    for (Map.Entry<String, JsonNode> member : item.properties()) {
      if (member.getValue().isTextual()) {
        String value = member.getValue().asText();
        known.put(member.getKey(), value);
        add(byName, member.getKey(), value);
      }
    }
    for (String other : templates) {
      if (other.startsWith(template + "/")) {
        note(other, known);
      }
    }
  }

  /** Remembers a path that leads to something, if it is one of this template. */
  void noteLocation(String template, String location) {
    String[] wanted = template.split("/", -1);
    String[] parts = location.split("/", -1);
    Map<String, String> found = new LinkedHashMap<>();
    boolean fits = wanted.length == parts.length;
    for (int i = 0; fits && i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        found.put(wanted[i].substring(1, wanted[i].length() - 1), parts[i]);
      } else {
        fits = wanted[i].equals(parts[i]);
      }
    }
    if (fits) {
      templates.stream()
          .filter(other -> other.equals(template) || other.startsWith(template + "/"))
          .forEach(other -> note(other, found));
    }
  }

  /** Remembers it for a path whose parameters are all known. */
  void note(String template, Map<String, String> known) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : Api.Operation.namesIn(template)) {
      String value = known.get(name);
      if (value == null || SPARED.contains(value)) {
        return;
      }
      parameters.put(name, value);
    }
    if (!parameters.isEmpty()) {
      add(byTemplate, template, parameters);
    }
  }

  /** Forgets what is gone. */
  void forget(String template, Map<String, String> parameters) {
    byTemplate.getOrDefault(template, new ArrayList<>()).remove(parameters);
  }

  private static <T> void add(Map<String, List<T>> all, String kind, T value) {
    List<T> known = all.computeIfAbsent(kind, any -> new ArrayList<>());
    if (!known.contains(value)) {
      known.add(value);
      if (known.size() > MOST_OF_A_KIND) {
        known.remove(1 + known.size() / 2); // neither the first, which are sound, nor the newest
      }
    }
  }

  /** Parameters that lead to something, or null if none are known. */
  Map<String, String> parametersOf(String template, Random random) {
    return one(byTemplate.get(template), random);
  }

  /** A value that a member of this name had or could have, or null. */
  String named(String name, String template, Random random) {
    if (NAMES.containsKey(name)) {
      Map<String, String> parameters = parametersOf(NAMES.get(name), random);
      return parameters == null ? null : parameters.values().iterator().next();
    }
    return one(byName.get(name.equals("after") ? "after " + template : name), random);
  }

  private static <T> T one(List<T> values, Random random) {
    return values == null || values.isEmpty() ? null : values.get(random.nextInt(values.size()));
  }
}
