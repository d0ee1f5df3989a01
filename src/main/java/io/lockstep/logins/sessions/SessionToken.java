package io.lockstep.logins.sessions;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The text of a session's token: {@code lss_}, and 256 random bits in base64url. */
final class SessionToken {
  private static final Pattern FORM = Pattern.compile("lss_[A-Za-z0-9_-]{43}");
  private static final int BYTES = 32;

  private SessionToken() {}

  static String next() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret); // here: a static one would be seeded by a native build
    return "lss_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
