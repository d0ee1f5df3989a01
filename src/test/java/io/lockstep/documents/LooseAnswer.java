package io.lockstep.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;

/**
 * Compares an answer with the one in a page. Ids made by the service, trace ids and times may be
 * any; everything else, each member of JSON and each status too, is as the page says.
 */
final class LooseAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
  private static final String TRACE = "\\b[0-9a-f]{32}\\b";
  private static final String SPAN = "\\b[0-9a-f]{16}\\b";

  private LooseAnswer() {}

  /** The answer without what may be any. */
  static String normal(String answer) {
    String text = answer.replace("\r", "").strip();
    return plain(text.startsWith("{") ? ordered(text) : eachLine(text));
  }

  private static String eachLine(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  private static String ordered(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(read);
    } catch (JsonProcessingException notJson) {
      return text;
    }
  }

  private static String plain(String text) {
    return text.replaceAll(UUID, "<id>")
        .replaceAll(TIME, "<time>")
        .replaceAll(TRACE, "<trace>")
        .replaceAll(SPAN, "<span>");
  }
}
