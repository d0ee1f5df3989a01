package io.lockstep.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal in the form that callers get it, {@code application/problem+json}. It is a value where
 * a business rule says no (the transaction commits and the refusal is its answer) and is thrown
 * where the request itself is wrong.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The media type of every error. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final String slug;
  private final String title;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  private Problem(int status, String slug, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  /**
   * Any problem.
   *
   * @param slug names the kind for programs: the last part of {@code type}
   * @param title names the kind for people
   * @param detail says what is wrong this time, and no more than the caller may know
   */
  public static Problem of(int status, String slug, String title, String detail) {
    return new Problem(status, slug, title, detail);
  }

  /** 404: {@code what} does not exist. */
  public static Problem notFound(String what) {
    return of(404, "not-found", "Not found", what + " does not exist");
  }

  /** 400: one member of the request, or one parameter, is wrong. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** 400: these members of the request are wrong. */
  public static Problem invalid(List<FieldError> errors) {
    return of(400, "invalid-request", "Invalid request", "The request is not valid")
        .with("errors", errors);
  }

  /** 409 with its own kind. */
  public static Problem conflict(String slug, String title, String detail) {
    return of(409, slug, title, detail);
  }

  /** 412: the version in If-Match is not the current one. */
  public static Problem preconditionFailed() {
    return of(412, "precondition-failed", "Precondition failed", "The version has changed");
  }

  /** 422: well-formed, but it cannot be done. */
  public static Problem unprocessable(String slug, String title, String detail) {
    return of(422, slug, title, detail);
  }

  /** 503 with {@code Retry-After}. */
  public static Problem unavailable(
      String slug, String title, String detail, int retryAfterSeconds) {
    return of(503, slug, title, detail).retryAfter(retryAfterSeconds);
  }

  /** Adds a member of its own. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds {@code Retry-After}. */
  public Problem retryAfter(int seconds) {
    headers.put("Retry-After", Integer.toString(seconds));
    return this;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The kind, for programs. */
  public String slug() {
    return slug;
  }

  /** Headers that belong to the answer. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The members of the answer's body, in their order. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "/problems/" + slug);
    body.put("title", title);
    body.put("status", status);
    body.put("detail", getMessage());
    body.putAll(members);
    return body;
  }

  /** One wrong member of a request. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record FieldError(String field, String message) {}
}
