package io.lockstep.messaging.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lockstep.http.Problem;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Turns an error reply, which anyone may have written, into the problem that its asker gets. */
final class RefusedReply {
  private static final Set<String> STANDARD =
      Set.of("type", "title", "status", "detail", "instance");
  private static final int NOT_NOW = 503;

  private RefusedReply() {}

  /**
   * 422 with the kind, the words and the other members of the replier's problem; 503 where that is
   * what the replier says, because then the question is right and only the moment is wrong.
   */
  static Problem problem(byte[] body, ObjectMapper json) {
    JsonNode sent = parse(body, json);
    String slug = slug(sent.path("type").asText());
    String title = sent.path("title").asText("Request refused");
    String detail = sent.path("detail").asText("The replier has refused the request");
    if (sent.path("status").asInt() == NOT_NOW) {
      return Problem.ofReplier(503, slug, title, detail);
    }
    Problem problem = Problem.ofReplier(422, slug, title, detail);
    Iterator<Map.Entry<String, JsonNode>> members = sent.fields();
    while (members.hasNext()) {
      Map.Entry<String, JsonNode> member = members.next();
      problem =
          STANDARD.contains(member.getKey())
              ? problem
              : problem.with(member.getKey(), member.getValue());
    }
    return problem;
  }

  private static JsonNode parse(byte[] body, ObjectMapper json) {
    try {
      JsonNode sent = json.readTree(body);
      return sent.isObject() ? sent : MissingNode.getInstance();
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static String slug(String type) {
    String last = type.substring(type.lastIndexOf('/') + 1);
    return last.matches("[a-z0-9-]{1,64}") ? last : "request-refused";
  }
}
