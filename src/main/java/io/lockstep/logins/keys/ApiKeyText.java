package io.lockstep.logins.keys;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a key: {@code lsk_}, its id, and 256 random bits, both in base64url. */
final class ApiKeyText {
  static final String PREFIX = "lsk_";

  private static final Pattern FORM = Pattern.compile("lsk_([A-Za-z0-9_-]{22})[A-Za-z0-9_-]{43}");
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private ApiKeyText() {}

  /** A new one. */
  static String of(UUID id) {
    ByteBuffer bytes =
        ByteBuffer.allocate(ID_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret); // here: a static one would be seeded by a native build
    return PREFIX + ENCODER.encodeToString(bytes.array()) + ENCODER.encodeToString(secret);
  }

  /** The id in a key; empty if it cannot be one that was made here. */
  static Optional<UUID> idOf(String key) {
    Matcher form = FORM.matcher(key);
    if (!form.matches()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(form.group(1)));
    return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
  }
}
