package io.lockstep.console.frame;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.console.rest.RestReply;

/** Problems in words. */
public final class Refusals {
  private Refusals() {}

  /** The problem of a refusal, in one line. */
  public static String inWords(RestReply reply) {
    return title(reply) + ": " + explained(reply);
  }

  /** What kind of problem it is. */
  public static String title(RestReply reply) {
    return reply.body().path("title").asText("Refused");
  }

  /** What stands below the title. */
  public static String explained(RestReply reply) {
    JsonNode problem = reply.body();
    StringBuilder words = new StringBuilder();
    append(words, "", problem.path("detail").asText("The service answered " + reply.status()));
    append(words, ". It needs the role ", problem.path("needs").asText());
    for (JsonNode error : problem.path("errors")) {
      append(words, "; ", error.path("field").asText() + " " + error.path("message").asText());
    }
    return words.append('.').toString();
  }

  private static void append(StringBuilder words, String before, String text) {
    if (!text.isBlank()) {
      words.append(before).append(text);
    }
  }
}
