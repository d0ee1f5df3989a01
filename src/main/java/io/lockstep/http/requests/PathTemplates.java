package io.lockstep.http.requests;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;

/** The templates of all paths that have a resource, such as {@code /orders/{id}}. */
final class PathTemplates {
  private PathTemplates() {}

  static Set<String> all() {
    return ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers().stream()
        .flatMap(PathTemplates::ofClass)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> ofClass(RequestPath<InitialMatch> resource) {
    String ofClass = resource.template.template;
    return Arrays.stream(resource.value.handlers)
        .filter(ClassRoutingHandler.class::isInstance)
        .map(ClassRoutingHandler.class::cast)
        .flatMap(routing -> routing.getMappers().values().stream())
        .flatMap(methods -> methods.getTemplates().stream())
        .map(method -> joined(ofClass, method.template.template));
  }

  private static String joined(String ofClass, String ofMethod) {
    String path = (ofClass + "/" + ofMethod).replaceAll("/+", "/");
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
