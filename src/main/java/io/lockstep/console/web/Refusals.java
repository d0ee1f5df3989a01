package io.lockstep.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.console.rest.RestReply;

/** Problems in words. */
final class Refusals {
  private Refusals() {}

  static String inWords(RestReply reply) {
    JsonNode problem = reply.body();
    StringBuilder words = new StringBuilder(problem.path("title").asText("Refused"));
    append(words, ": ", problem.path("detail").asText());
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
