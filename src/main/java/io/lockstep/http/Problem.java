package io.lockstep.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
  private static final int UNAVAILABLE = 503;
  private static final String TYPES = "/problems/";

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
    if (status == UNAVAILABLE) {
      retryAfter(1);
    }
  }

  /**
   * A problem of this type; 503 with {@code Retry-After}.
   *
   * @param detail says what is wrong this time, and no more than the caller may know
   */
  public static Problem of(ProblemType type, String detail) {
    return of(type, type.status(), detail);
  }

  /** The same with the status that the framework has chosen already. */
  public static Problem of(ProblemType type, int status, String detail) {
    return new Problem(status, type.slug(), type.title(), detail);
  }

  /** A problem that another program has named, who answers in our stead. */
  public static Problem ofReplier(int status, String slug, String title, String detail) {
    return new Problem(status, slug, title, detail);
  }

  /** 404: {@code what} does not exist. */
  public static Problem notFound(String what) {
    return of(ProblemType.NOT_FOUND, what + " does not exist");
  }

  /** 400: one member of the request, or one parameter, is wrong. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** 400: these members of the request are wrong. */
  public static Problem invalid(List<FieldError> errors) {
    return of(ProblemType.INVALID_REQUEST, "The request is not valid").with("errors", errors);
  }

  /** 412: the version in If-Match is not the current one. */
  public static Problem preconditionFailed() {
    return of(ProblemType.PRECONDITION_FAILED, "The version has changed");
  }

  /** Adds a member of its own. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a header to the answer. */
  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Sets {@code Retry-After}. */
  @CanIgnoreReturnValue
  public final Problem retryAfter(int seconds) {
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

  /** The kind of the problem that has this body. */
  static String slugOf(Map<?, ?> body) {
    return body.get("type").toString().substring(TYPES.length());
  }

  /** Headers that belong to the answer. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The members of the answer's body, in their order. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", TYPES + slug);
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
