package io.lockstep.http.requests;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.problems.HttpProblems;
import io.lockstep.sql.Schema;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Until the schema is there every call is refused with 503 {@code starting}, before anything looks
 * into tables that may not exist. The port is open all the same, so that health and metrics ({@code
 * /q}) say what the service waits for.
 */
@ApplicationScoped
class Starting {
  private static final int AFTER_DRAINING = 999;
  private static final String OPERATIONS = "/q/";

  private final Schema schema;

  Starting(Schema schema) {
    this.schema = schema;
  }

  void watch(@Observes Filters filters) {
    filters.register(this::handle, AFTER_DRAINING);
  }

  private void handle(RoutingContext context) {
    if (schema.isReady() || context.request().path().startsWith(OPERATIONS)) {
      context.next();
    } else {
      HttpProblems.write(
          context,
          Problem.of(ProblemType.STARTING, "This instance waits for its database and the schema"));
    }
  }
}
