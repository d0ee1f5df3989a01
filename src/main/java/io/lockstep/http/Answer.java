package io.lockstep.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a use case answers over HTTP: plain values, so that it can be stored under an idempotency
 * key and given again.
 *
 * @param status the HTTP status
 * @param headers headers of its own, such as Location or ETag
 * @param body written as JSON; null for none
 */
public record Answer(int status, Map<String, String> headers, Object body) {
  /** 200 with a body. */
  public static Answer ok(Object body) {
    return new Answer(200, Map.of(), body);
  }

  /** 201 with a body and where to find it. */
  public static Answer created(String location, Object body) {
    return new Answer(201, Map.of("Location", location), body);
  }

  /** 201 or 200: what a PUT answers. */
  public static Answer put(boolean created, Object body) {
    return new Answer(created ? 201 : 200, Map.of(), body);
  }

  /** 202. */
  public static Answer accepted(Object body) {
    return new Answer(202, Map.of(), body);
  }

  /** 204. */
  public static Answer noContent() {
    return new Answer(204, Map.of(), null);
  }

  /** A refusal. */
  public static Answer refused(Problem problem) {
    return new Answer(problem.status(), problem.headers(), problem.body());
  }

  /** The same with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  /** The same with the version as a strong ETag. */
  public Answer versioned(long version) {
    return with("ETag", "\"" + version + "\"");
  }

  boolean isProblem() {
    return status >= 400;
  }

  /** The slug of the problem that it is; empty if it is none, or was stored as JSON. */
  public Optional<String> refusal() {
    return isProblem() && body instanceof Map<?, ?> problem
        ? Optional.of(Problem.slugOf(problem))
        : Optional.empty();
  }

  /** As the framework writes it. */
  public Response toResponse() {
    Response.ResponseBuilder response = Response.status(status);
    headers.forEach(response::header);
    if (body != null) {
      response.entity(body).type(isProblem() ? Problem.MEDIA_TYPE : MediaType.APPLICATION_JSON);
    }
    return response.build();
  }
}
