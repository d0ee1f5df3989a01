package io.lockstep.console.web;

import io.lockstep.logins.sessions.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What an act has come to, for the page that is shown after it. A cookie holds it for as long as
 * the browser takes from one to the other.
 */
final class Flash {
  private static final String COOKIE = "lockstep-flash";
  private static final int SECONDS = 20;
  private static final int LONGEST = 1000;

  private final String text;

  private Flash(String text) {
    this.text = text;
  }

  static Cookie cookie(Done done) {
    String message = done.message().substring(0, Math.min(LONGEST, done.message().length()));
    byte[] bytes = ((done.isGood() ? "+" : "-") + message).getBytes(StandardCharsets.UTF_8);
    return of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)).setMaxAge(SECONDS);
  }

  private static Cookie of(String value) {
    return Cookie.cookie(COOKIE, value)
        .setPath(Sessions.PATH)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT);
  }

  /** Takes it off the browser; null where there is none. */
  static Flash take(RoutingContext http) {
    Cookie cookie = http.request().getCookie(COOKIE);
    if (cookie == null || http.request().getHeader("HX-Request") != null) {
      return null;
    }
    http.response().addCookie(of("").setMaxAge(0));
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cookie.getValue());
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.isEmpty() ? null : new Flash(text);
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }

  boolean isGood() {
    return text.startsWith("+");
  }

  String message() {
    return text.substring(1);
  }
}
