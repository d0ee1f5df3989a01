package io.lockstep.platform;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the framework lets pass or answers otherwise: a media type that is none, a query parameter
 * without a value. (A target that is no URI never comes this far: the server itself answers 400,
 * without a body.)
 */
final class UnreadableRequest {
  /** type "/" subtype and parameters, as far as the framework needs it. RFC 9110, 8.3.1. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w!#$%&'*+.^`|~-]+/[\\w!#$%&'*+.^`|~-]+\\s*(;.*)?");

  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private UnreadableRequest() {}

  /** What is wrong with the request, if anything. */
  static Optional<Problem> of(HttpServerRequest request) {
    String mediaType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (mediaType != null && !MEDIA_TYPE.matcher(mediaType.strip()).matches()) {
      return Optional.of(ProblemMappers.ofStatus(UNSUPPORTED_MEDIA_TYPE));
    }
    return emptyParameter(request.params());
  }

  private static Optional<Problem> emptyParameter(MultiMap parameters) {
    return parameters.entries().stream()
        .filter(parameter -> parameter.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst()
        .map(name -> Problem.invalid(name, "must have a value"));
  }
}
