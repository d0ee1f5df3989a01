package io.lockstep.http.problems;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;

/**
 * What a request that the framework has refused could have meant: what the answer 405 must say in
 * {@code Allow} and the framework leaves out, and the resource method before whose choice it was
 * refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed">RFC 9110,
 *     15.5.6</a>
 */
final class AllowedMethods {
  private static final String HEAD = "HEAD";
  private static final String GET = "GET";

  private AllowedMethods() {}

  /** The methods that the path of this request has, separated by commas. */
  static String of(ResteasyReactiveRequestContext request) {
    RequestMatch<InitialMatch> resource = resourceClassOf(request);
    return resource == null ? "" : methodsOf(resource).sorted().collect(Collectors.joining(", "));
  }

  /** The resource method that this request means by its path and method; empty for none. */
  static Optional<Method> resourceOf(ResteasyReactiveRequestContext request) {
    String method = request.getMethod().equals(HEAD) ? GET : request.getMethod();
    RequestMatch<InitialMatch> resource = resourceClassOf(request);
    return resource == null
        ? Optional.empty()
        : mappersOf(resource)
            .filter(mapper -> method.equals(mapper.getKey()))
            .map(mapper -> mapper.getValue().map(remainingOf(resource)))
            .filter(AllowedMethods::isMatch)
            .map(match -> match.value.getLazyMethod())
            .filter(Objects::nonNull)
            .map(ResteasyReactiveResourceInfo::getMethod)
            .findFirst();
  }

  private static RequestMatch<InitialMatch> resourceClassOf(
      ResteasyReactiveRequestContext request) {
    return new RequestMapper<>(request.getDeployment().getClassMappers())
        .map(request.getPathWithoutPrefix());
  }

  private static Stream<String> methodsOf(RequestMatch<InitialMatch> resource) {
    return mappersOf(resource)
        .filter(mapper -> isMatch(mapper.getValue().map(remainingOf(resource))))
        .map(Map.Entry::getKey)
        .filter(Objects::nonNull);
  }

  private static Stream<Map.Entry<String, RequestMapper<RuntimeResource>>> mappersOf(
      RequestMatch<InitialMatch> resource) {
    return Arrays.stream(resource.value.handlers)
        .filter(ClassRoutingHandler.class::isInstance)
        .map(ClassRoutingHandler.class::cast)
        .flatMap(routing -> routing.getMappers().entrySet().stream());
  }

  private static String remainingOf(RequestMatch<InitialMatch> resource) {
    return resource.remaining.isEmpty() ? "/" : resource.remaining;
  }

  private static boolean isMatch(RequestMatch<?> match) {
    return match != null && (match.remaining.isEmpty() || match.remaining.equals("/"));
  }
}
