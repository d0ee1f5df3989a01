package io.lockstep.fuzzing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lockstep.testing.OddRequest;
import io.lockstep.testing.contract.Exchange;
import io.lockstep.testing.contract.HttpContract;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with an answer: a fault of the server, a status or a body that is not documented
 * (which {@link OddRequest#send} finds), a refusal as invalid of what the document calls valid, or
 * a success of what can be no request.
 *
 * <p>A fault of the server is any 5xx: requests come one at a time and all servers are there, so
 * that none can be overloaded (503) or late (504). The exception is 501 where it is documented,
 * which says that this kind of database does not show its locks.
 */
final class Judge {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Integer> NOT_OF_A_VALID_REQUEST = Set.of(400, 405, 406, 413, 415);
  private static final int NOT_IMPLEMENTED = 501;

  private final HttpContract contract;

  Judge(JsonNode document) {
    this.contract = HttpContract.of(document);
  }

  /** What is wrong, in a few words that are the same each time; or null. */
  String fault(FuzzRequest request, OddRequest.Answer answer) {
    int status = answer.status();
    if (status == 0) {
      return "the connection was closed without an answer";
    }
    if (status >= 500 && status != NOT_IMPLEMENTED) {
      return "a fault of the server: " + status;
    }
    boolean isSuccess = status >= 200 && status < 300;
    if (isSuccess && request.isMalformed()) {
      return "malformed, and accepted";
    }
    if (NOT_OF_A_VALID_REQUEST.contains(status)
        && isDocumented(request)
        && !RulesBeyondSchemas.explain(request.operation(), body(answer))) {
      return "valid by the document, but refused: " + status + " " + shown(body(answer));
    }
    return null;
  }

  private static String shown(JsonNode problem) {
    JsonNode errors = problem.path("errors");
    return errors.isEmpty() ? problem.path("detail").asText() : errors.toString();
  }

  private boolean isDocumented(FuzzRequest request) {
    return !request.isMalformed()
        && request.method().equals(request.operation().method())
        && request.target() == null
        && !request.headers().containsKey("Accept")
        && (request.body() != null || !request.headers().containsKey("Content-Type"))
        && isText(request)
        && contract.faultsOfRequest(exchange(request)).isEmpty();
  }

  private static boolean isText(FuzzRequest request) {
    byte[] body = request.sentBody();
    JsonNode read =
        body == null ? MissingNode.getInstance() : json(new String(body, StandardCharsets.UTF_8));
    return request.path().values().stream().allMatch(Texts::isWellFormed)
        && request.query().values().stream().allMatch(Texts::isWellFormed)
        && isText(read);
  }

  private static boolean isText(JsonNode node) {
    if (node.isTextual() && !Texts.isWellFormed(node.asText()) || isIntegerWithFraction(node)) {
      return false;
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!Texts.isWellFormed(member.getKey())) {
        return false;
      }
    }
    for (JsonNode part : node) {
      if (!isText(part)) {
        return false;
      }
    }
    return true;
  }

  /** 1.0 is an integer for JSON Schema, and none for the service. */
  private static boolean isIntegerWithFraction(JsonNode node) {
    return node.isFloatingPointNumber() && Math.rint(node.doubleValue()) == node.doubleValue();
  }

  private static Exchange exchange(FuzzRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request.sentHeaders().forEach((name, value) -> headers.put(name, List.of(value)));
    byte[] body = request.sentBody();
    return new Exchange(
        request.method(),
        request.sentTarget(),
        headers,
        body == null ? null : new String(body, StandardCharsets.UTF_8),
        200,
        Map.of(),
        null);
  }

  /** The body as JSON; missing if it is none, as one in chunks. */
  static JsonNode body(OddRequest.Answer answer) {
    return json(answer.body());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
