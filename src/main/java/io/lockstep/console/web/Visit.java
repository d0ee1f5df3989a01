package io.lockstep.console.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.console.frame.Rights;
import io.lockstep.console.rest.RestApi;
import io.lockstep.console.rest.RestCall;
import io.lockstep.logins.sessions.Sessions;
import io.lockstep.security.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A person's request of a page. */
public final class Visit {
  private final RoutingContext http;
  private final RestApi rest;

  Visit(RoutingContext http, RestApi rest) {
    this.http = http;
    this.rest = rest;
  }

  /** The request itself, for those who look up who makes it. */
  public RoutingContext http() {
    return http;
  }

  /** Who it is. */
  public Caller caller() {
    return Caller.of(http);
  }

  /** Whether their roles have this operation of the REST interface. */
  public boolean may(String operationId) {
    return new Rights(caller()).use(operationId);
  }

  /** What a part of the path names. */
  public String path(String name) {
    return http.pathParam(name);
  }

  /** A parameter of the query, without space around it; empty for none. */
  public String query(String name) {
    String value = http.queryParams().get(name);
    return value == null ? "" : value.strip();
  }

  /** A field of the form; empty for none. */
  public String form(String name) {
    String value = http.request().getFormAttribute(name);
    return value == null ? "" : value;
  }

  /**
   * What the REST interface says.
   *
   * @param path with its query
   * @return fails with a {@link io.lockstep.console.rest.RestRefusal} if it refuses
   */
  public Uni<JsonNode> get(String path) {
    return rest.ask(RestCall.get(path), token()).map(reply -> reply.orRefusal());
  }

  /** The same, or nothing where they may not read it, or it is not there. */
  public Uni<Optional<JsonNode>> find(String operationId, String path) {
    return may(operationId)
        ? rest.ask(RestCall.get(path), token())
            .map(reply -> Optional.of(reply.body()).filter(any -> reply.isDone()))
        : Uni.createFrom().item(Optional.empty());
  }

  /**
   * Does something, with the reason of the form.
   *
   * @param next where to go on
   * @param message what to say there if it was done
   */
  public Uni<Done> act(RestCall call, String next, String message) {
    return rest.ask(Act.of(call, this), token()).map(reply -> Act.outcome(reply, next, message));
  }

  /**
   * Has the browser keep something that no script sees, and send it to the console alone.
   *
   * @param value null to take it off
   */
  public void setCookie(String name, String value) {
    Cookie cookie =
        Cookie.cookie(name, value == null ? "" : value)
            .setPath(Sessions.PATH)
            .setHttpOnly(true)
            .setSecure(http.request().isSSL())
            .setSameSite(CookieSameSite.LAX);
    http.response().addCookie(value == null ? cookie.setMaxAge(0) : cookie);
  }

  private Optional<String> token() {
    return Sessions.tokenOf(http);
  }

  /** A text as part of a path or a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
