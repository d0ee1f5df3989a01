package io.lockstep.console.web;

import io.lockstep.logins.sessions.Sessions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * Tells forms of our pages from those of others. Each form holds a token that is made of the
 * session's, which no other page can read; browsers also say of which site a request is.
 */
@ApplicationScoped
class Csrf {
  static final String FIELD = "csrf";

  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
  private static final int SECRET_BYTES = 32;

  /** Stands for a session where nobody has to log in. */
  private final String process = newSecret();

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  String tokenFor(RoutingContext http) {
    return digest("csrf:" + Sessions.tokenOf(http).orElse(process));
  }

  /** Whether a form is one of ours, for this person. */
  boolean isOwn(Visit visit) {
    byte[] expected = tokenFor(visit.http()).getBytes(StandardCharsets.US_ASCII);
    byte[] actual = visit.form(FIELD).getBytes(StandardCharsets.UTF_8);
    return isOwnSite(visit.http().request()) && MessageDigest.isEqual(expected, actual);
  }

  /** Whether a browser says so, or is too old to say anything. */
  static boolean isOwnSite(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return site == null || OWN_SITE.contains(site);
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
