package io.lockstep.http.problems;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;

/**
 * What the answer 405 must say in {@code Allow} and the framework leaves out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed">RFC 9110,
 *     15.5.6</a>
 */
final class AllowedMethods {
  private AllowedMethods() {}

  /** The methods that the path of this request has, separated by commas. */
  static String of(ResteasyReactiveRequestContext request) {
    RequestMatch<InitialMatch> resource =
        new RequestMapper<>(request.getDeployment().getClassMappers())
            .map(request.getPathWithoutPrefix());
    return resource == null ? "" : methodsOf(resource).sorted().collect(Collectors.joining(", "));
  }

  private static Stream<String> methodsOf(RequestMatch<InitialMatch> resource) {
    String remaining = resource.remaining.isEmpty() ? "/" : resource.remaining;
    return Arrays.stream(resource.value.handlers)
        .filter(ClassRoutingHandler.class::isInstance)
        .map(ClassRoutingHandler.class::cast)
        .flatMap(routing -> routing.getMappers().entrySet().stream())
        .filter(method -> isMatch(method.getValue().map(remaining)))
        .map(method -> method.getKey())
        .filter(Objects::nonNull);
  }

  private static boolean isMatch(RequestMatch<?> match) {
    return match != null && (match.remaining.isEmpty() || match.remaining.equals("/"));
  }
}
