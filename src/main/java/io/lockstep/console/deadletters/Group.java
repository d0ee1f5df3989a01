package io.lockstep.console.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dead letters of one page that died in one queue for one reason.
 *
 * @param waiting how many messages wait behind them
 */
@TemplateData
record Group(String queue, String reason, List<JsonNode> letters, long waiting) {
  static List<Group> of(JsonNode page) {
    Map<List<String>, List<JsonNode>> groups = new LinkedHashMap<>();
    for (JsonNode letter : page.path("data")) {
      groups.computeIfAbsent(keyOf(letter), any -> new ArrayList<>()).add(letter);
    }
    return groups.entrySet().stream()
        .map(each -> new Group(each.getKey().get(0), each.getKey().get(1), each.getValue()))
        .toList();
  }

  private Group(String queue, String reason, List<JsonNode> letters) {
    this(
        queue,
        reason,
        letters,
        letters.stream().mapToLong(letter -> letter.path("waiting").asLong()).sum());
  }

  private static List<String> keyOf(JsonNode letter) {
    return List.of(letter.path("queue").asText(), letter.path("reason").asText());
  }
}
