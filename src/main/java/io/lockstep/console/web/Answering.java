package io.lockstep.console.web;

import io.lockstep.console.frame.Refusals;
import io.lockstep.console.rest.RestRefusal;
import io.lockstep.console.rest.RestReply;
import io.lockstep.logins.sessions.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Answers the requests of browsers: with pages, or by sending them on to one. */
@ApplicationScoped
class Answering {
  private static final Logger LOG = Logger.getLogger(Answering.class);
  private static final int SEE_OTHER = 303;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 500;

  /** Scripts and styles are files of ours; nothing is asked of any other host. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private final Rendering rendering;
  private final Csrf csrf;

  Answering(Rendering rendering, Csrf csrf) {
    this.rendering = rendering;
    this.csrf = csrf;
  }

  void show(Visit visit, Function<Visit, Uni<View>> page) {
    if (visit.caller().isKnown()) {
      showToAnyone(visit, page);
    } else {
      askToLogIn(visit);
    }
  }

  void showToAnyone(Visit visit, Function<Visit, Uni<View>> page) {
    Uni.createFrom()
        .deferred(() -> page.apply(visit))
        .flatMap(view -> written(visit, view))
        .onFailure()
        .recoverWithUni(failure -> written(visit, viewOf(failure)))
        .subscribe()
        .with(html -> LOG.tracef("shown: %s", visit.http().request().path()), visit.http()::fail);
  }

  void perform(Visit visit, Function<Visit, Uni<Done>> act) {
    if (visit.caller().isKnown()) {
      performForAnyone(visit, act);
    } else {
      askToLogIn(visit);
    }
  }

  void performForAnyone(Visit visit, Function<Visit, Uni<Done>> act) {
    if (!csrf.isOwn(visit)) {
      showToAnyone(visit, any -> Uni.createFrom().item(foreignForm()));
      return;
    }
    Uni.createFrom()
        .deferred(() -> act.apply(visit))
        .subscribe()
        .with(
            done -> goOn(visit, done),
            failure -> showToAnyone(visit, any -> Uni.createFrom().item(viewOf(failure))));
  }

  void notFound(Visit visit) {
    show(
        visit,
        any ->
            Uni.createFrom()
                .item(
                    message(NOT_FOUND, "There is no such page", "Its address may have changed.")));
  }

  private static void goOn(Visit visit, Done done) {
    HttpServerResponse response = visit.http().response();
    if (!done.message().isEmpty()) {
      response.addCookie(Flash.cookie(done));
    }
    redirect(visit, done.next());
  }

  private static void redirect(Visit visit, String page) {
    visit
        .http()
        .response()
        .setStatusCode(SEE_OTHER)
        .putHeader(HttpHeaders.LOCATION, Sessions.PATH + page)
        .end();
  }

  /** A page that htmx asks for again is left as a whole, not replaced by the login within it. */
  private static void askToLogIn(Visit visit) {
    HttpServerRequest request = visit.http().request();
    String login = "/login?next=" + Visit.encode(request.path() + query(request));
    if (request.getHeader("HX-Request") != null) {
      visit
          .http()
          .response()
          .setStatusCode(UNAUTHORIZED)
          .putHeader("HX-Redirect", Sessions.PATH + login)
          .end();
    } else {
      redirect(visit, login);
    }
  }

  private static String query(HttpServerRequest request) {
    return request.query() == null ? "" : "?" + request.query();
  }

  private Uni<String> written(Visit visit, View view) {
    return rendering
        .render(visit, view)
        .invoke(
            html ->
                visit
                    .http()
                    .response()
                    .setStatusCode(view.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("Content-Security-Policy", POLICY)
                    .end(html));
  }

  private static View foreignForm() {
    return message(
        FORBIDDEN,
        "This form is not one of this session",
        "Nothing was done. Load the page again, and send its form.");
  }

  private static View viewOf(Throwable failure) {
    if (failure instanceof RestRefusal refusal) {
      RestReply reply = refusal.reply();
      return message(reply.status(), Refusals.title(reply), Refusals.explained(reply));
    }
    LOG.errorf(failure, "a page of the console could not be made");
    return message(
        FAILED, "This page could not be made", "The log of the service says why. Try again.");
  }

  private static View message(int status, String title, String text) {
    return View.of("message").status(status).with("title", title).with("text", text);
  }
}
