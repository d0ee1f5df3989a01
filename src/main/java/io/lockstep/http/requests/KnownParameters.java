package io.lockstep.http.requests;

import io.lockstep.http.Problem;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that the resource method does not know, as unknown members of a body
 * are: a misspelt filter must not answer with everything. One that is a single value may stand
 * there once.
 */
class KnownParameters {
  private static final int BEFORE_ALL_OTHERS = 1;

  private final Map<Method, Map<String, Boolean>> ofMethods = new ConcurrentHashMap<>();

  @ServerRequestFilter(priority = BEFORE_ALL_OTHERS)
  void check(ResourceInfo resource, UriInfo uri) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    if (given.isEmpty()) {
      return;
    }
    Map<String, Boolean> known =
        ofMethods.computeIfAbsent(resource.getResourceMethod(), KnownParameters::parametersOf);
    given.forEach((name, values) -> check(name, values, known));
  }

  private static void check(String name, List<String> values, Map<String, Boolean> known) {
    if (!known.containsKey(name)) {
      throw Problem.invalid(name, "is not known");
    }
    if (values.size() > 1 && !known.get(name)) {
      throw Problem.invalid(name, "must stand there once");
    }
  }

  /** The names, and whether each takes several values. */
  private static Map<String, Boolean> parametersOf(Method method) {
    return Arrays.stream(method.getParameters())
        .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
        .collect(Collectors.toMap(nameOf(), p -> List.class.isAssignableFrom(p.getType())));
  }

  private static Function<Parameter, String> nameOf() {
    return parameter -> parameter.getAnnotation(QueryParam.class).value();
  }
}
