package io.lockstep.console.web;

import io.lockstep.console.rest.RestApi;
import io.lockstep.logins.sessions.Sessions;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.function.Function;

/**
 * The routes of the console. They are none of the REST interface's: the OpenAPI document does not
 * name them, and what they answer is for browsers.
 */
@ApplicationScoped
public class Routes {
  /** As large as what the REST interface takes, in the encoding of a form. */
  private static final long LARGEST_FORM = 4 << 20;

  private final List<ConsolePage> pages;
  private final RestApi rest;
  private final Answering answering;
  private final BodyHandler forms = BodyHandler.create(false).setBodyLimit(LARGEST_FORM);
  private Router router;

  Routes(@All List<ConsolePage> pages, RestApi rest, Answering answering) {
    this.pages = pages;
    this.rest = rest;
    this.answering = answering;
  }

  void addTo(@Observes Router main) {
    router = main;
    pages.forEach(page -> page.addTo(this));
    main.routeWithRegex(HttpMethod.GET, Sessions.PATH + "(/.*)?")
        .order(AFTER_STATIC_FILES)
        .handler(http -> answering.notFound(new Visit(http, rest)));
  }

  /** Static files have the order of the framework's default route. */
  private static final int AFTER_STATIC_FILES =
      io.quarkus.vertx.http.runtime.RouteConstants.ROUTE_ORDER_AFTER_DEFAULT;

  /**
   * A page for those who have logged in.
   *
   * @param path below the console, as Vert.x Web has it: {@code "/orders/:id"}
   */
  public void page(String path, Function<Visit, Uni<View>> page) {
    router.get(Sessions.PATH + path).handler(http -> answering.show(new Visit(http, rest), page));
  }

  /** A page for anyone. */
  public void open(String path, Function<Visit, Uni<View>> page) {
    router
        .get(Sessions.PATH + path)
        .handler(http -> answering.showToAnyone(new Visit(http, rest), page));
  }

  /** An act of those who have logged in, sent as a form from one of our pages. */
  public void act(String path, Function<Visit, Uni<Done>> act) {
    post(path, http -> answering.perform(new Visit(http, rest), act));
  }

  /** What anyone may send as a form from one of our pages. */
  public void openAct(String path, Function<Visit, Uni<Done>> act) {
    post(path, http -> answering.performForAnyone(new Visit(http, rest), act));
  }

  private void post(String path, io.vertx.core.Handler<RoutingContext> handler) {
    router.post(Sessions.PATH + path).handler(forms).handler(handler);
  }
}
