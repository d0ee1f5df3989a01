package io.lockstep.http.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that refuses something, as a caller could get it. */
final class ProblemExample {
  private static final int UNAVAILABLE = 503;

  /** What RFC 9110 calls those that the library calls otherwise, or does not know. */
  private static final Map<Integer, String> REASONS =
      Map.of(413, "Content Too Large", 422, "Unprocessable Content");

  private ProblemExample() {}

  static String of(ProblemExplanation problem, ObjectMapper json) {
    int status = problem.statuses().get(0);
    return "HTTP/1.1 %s%nContent-Type: application/problem+json%n%s%n%s"
        .formatted(
            withReason(status),
            status == UNAVAILABLE ? "Retry-After: 1\n" : "",
            write(body(problem, status), json))
        .replace("\r", "");
  }

  /** Such as {@code 409 Conflict}. */
  static String withReason(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String reason = known == null ? "" : known.getReasonPhrase();
    return (status + " " + REASONS.getOrDefault(status, reason)).strip();
  }

  private static Map<String, Object> body(ProblemExplanation problem, int status) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", problem.type());
    body.put("title", problem.title());
    body.put("status", status);
    body.put("detail", problem.meaning().replaceFirst("(?s)[.;:] .*|\\.$", ""));
    problem
        .members()
        .forEach(member -> body.put(member.name(), OwnMember.of(member.name()).example()));
    return body;
  }

  private static String write(Map<String, Object> body, ObjectMapper json) {
    try {
      return json.writerWithDefaultPrettyPrinter().writeValueAsString(body);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }
}
