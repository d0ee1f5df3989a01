package io.lockstep.console.orders;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message of an order that could not be applied and that nobody has put back or deleted since, as
 * the order's timeline tells it.
 */
@TemplateData
record Parked(String queue, String error) {
  private static final Pattern DETAIL = Pattern.compile("parked in ([^:]+): (.*)", Pattern.DOTALL);

  static List<Parked> of(JsonNode timeline) {
    List<Parked> open = new ArrayList<>();
    for (JsonNode entry : timeline.path("data")) {
      String name = entry.path("name").asText();
      Matcher parked = DETAIL.matcher(entry.path("detail").asText());
      if (entry.path("kind").asText().equals("message") && parked.matches()) {
        open.add(new Parked(parked.group(1), parked.group(2)));
      } else if (name.equals("dead-letter-replayed") || name.equals("dead-letter-deleted")) {
        open.stream().findFirst().ifPresent(open::remove);
      }
    }
    return open;
  }
}
