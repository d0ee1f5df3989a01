package io.lockstep.messaging.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has changed between the released schema of a type and the one of now, as far as somebody
 * could notice who relies on the released one. Within a version only two things may change: what is
 * for people, and optional members that are added. Whatever else is said of a member stays as it
 * is: narrower than before, and messages that are still under way, or others send, are refused;
 * wider, and a consumer who was told the released schema meets what it does not know.
 */
final class SchemaChange {
  private static final Set<String> FOR_PEOPLE =
      Set.of("$schema", "$id", "$comment", "title", "description", "examples");
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";

  private final List<String> breaks = new ArrayList<>();

  private SchemaChange() {}

  /**
   * What breaks somebody, in words; empty if nothing does, or if the schema has a higher version
   * and so promises nothing about the released one.
   */
  static List<String> breaks(JsonNode released, JsonNode now) {
    int before = version(released);
    int after = version(now);
    if (after < before) {
      return List.of("the version goes back from %d to %d".formatted(before, after));
    }
    SchemaChange change = new SchemaChange();
    if (after == before) {
      change.compare("", released, now);
    }
    return change.breaks;
  }

  private static int version(JsonNode schema) {
    String id = schema.path("$id").asText();
    return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
  }

  private void compare(String at, JsonNode released, JsonNode now) {
    Set<String> keywords = new TreeSet<>();
    released.fieldNames().forEachRemaining(keywords::add);
    now.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(FOR_PEOPLE);
    for (String keyword : keywords) {
      JsonNode before = released.path(keyword);
      JsonNode after = now.path(keyword);
      switch (keyword) {
        case PROPERTIES -> compareMembers(at, before, after);
        case "items" -> compareItems(at + "[]", before, after);
        case REQUIRED, "enum" -> compareSets(at + " " + keyword, before, after);
        default -> compareValues(at + " " + keyword, before, after);
      }
    }
  }

  private void compareMembers(String at, JsonNode before, JsonNode after) {
    Iterator<String> members = before.fieldNames();
    while (members.hasNext()) {
      String member = members.next();
      String place = at + "/" + member;
      if (after.has(member)) {
        compare(place, before.path(member), after.path(member));
      } else {
        breaks.add(place + " is gone");
      }
    }
  }

  private void compareItems(String at, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      compare(at, before, after);
    } else {
      compareValues(at, before, after);
    }
  }

  private void compareSets(String what, JsonNode before, JsonNode after) {
    compareValues(what, new TreeSet<>(texts(before)), new TreeSet<>(texts(after)));
  }

  private static List<String> texts(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.toString()));
    return texts;
  }

  private void compareValues(String what, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      breaks.add("%s was %s and is %s".formatted(what, before, after).strip());
    }
  }
}
