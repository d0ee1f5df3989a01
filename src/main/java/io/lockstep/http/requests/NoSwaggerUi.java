package io.lockstep.http.requests;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers as everywhere where Swagger UI would be and is off. (The framework's route answers with a
 * status alone.)
 */
@ApplicationScoped
class NoSwaggerUi {
  private static final int BEHIND_UNREADABLE = 800;
  private static final String PATH = "/q/swagger-ui";

  private final boolean isOn;

  NoSwaggerUi(@ConfigProperty(name = "quarkus.swagger-ui.enabled") boolean isOn) {
    this.isOn = isOn;
  }

  void watch(@Observes Filters filters) {
    if (!isOn) {
      filters.register(NoSwaggerUi::handle, BEHIND_UNREADABLE);
    }
  }

  private static void handle(RoutingContext http) {
    String path = http.request().path();
    if (path.equals(PATH) || path.startsWith(PATH + "/")) {
      HttpProblems.write(http, Problem.of(ProblemType.NOT_FOUND, "There is nothing here"));
    } else {
      http.next();
    }
  }
}
