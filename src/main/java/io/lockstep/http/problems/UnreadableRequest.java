package io.lockstep.http.problems;

import io.lockstep.http.Problem;
import io.lockstep.http.json.WellFormed;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the framework lets pass or answers otherwise: a media type that is none, a query parameter
 * without a value, a matrix parameter, which it would cut off the path, a target that is no URI.
 */
final class UnreadableRequest {
  /** type "/" subtype and parameters, as far as the framework needs it. RFC 9110, 8.3.1. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w!#$%&'*+.^`|~-]+/[\\w!#$%&'*+.^`|~-]+\\s*(;.*)?");

  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private UnreadableRequest() {}

  /** What is wrong with the request, if anything. */
  static Optional<Problem> of(HttpServerRequest request) {
    if (!isUri(request.uri())) {
      return Optional.of(Problem.invalid("path", "must be a URI whose escapes can be decoded"));
    }
    String mediaType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (mediaType != null && !MEDIA_TYPE.matcher(mediaType.strip()).matches()) {
      return Optional.of(ProblemMappers.ofStatus(UNSUPPORTED_MEDIA_TYPE));
    }
    if (request.headers().entries().stream().anyMatch(each -> each.getValue().indexOf('\0') >= 0)) {
      return Optional.of(Problem.invalid("", "a header holds a NUL"));
    }
    return request.path().indexOf(';') >= 0
        ? Optional.of(Problem.invalid("path", "must have no matrix parameters (;)"))
        : emptyParameter(request.params());
  }

  /**
   * As the framework would check it, see {@code io.lockstep.Lockstep}, and its escapes are text
   * besides.
   */
  private static boolean isUri(String target) {
    try {
      return WellFormed.isPercentEncoded(new URI(target).toString());
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  private static Optional<Problem> emptyParameter(MultiMap parameters) {
    return parameters.entries().stream()
        .filter(parameter -> parameter.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst()
        .map(name -> Problem.invalid(name, "must have a value"));
  }
}
