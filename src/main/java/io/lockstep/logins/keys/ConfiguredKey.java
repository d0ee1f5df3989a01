package io.lockstep.logins.keys;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The admin key that the configuration has. Only its hash is kept. */
@ApplicationScoped
public class ConfiguredKey {
  private static final Logger LOG = Logger.getLogger(ConfiguredKey.class);
  private static final int SHORT = 32;

  private final Optional<byte[]> hash;

  ConfiguredKey(AdminConfig config) {
    Optional<String> key = config.key().map(String::strip).filter(text -> !text.isEmpty());
    key.filter(text -> text.length() < SHORT)
        .ifPresent(
            text -> LOG.warn("LOCKSTEP_ADMIN_KEY is short: take 32 random characters or more"));
    this.hash = key.map(ApiKeys::hash);
  }

  /** Whether the configuration has one. */
  public boolean isThere() {
    return hash.isPresent();
  }

  /** Takes as long for a token that is nearly it as for any other. */
  public boolean is(String token) {
    return isOf(ApiKeys.hash(token));
  }

  /** Whether this is its hash. */
  public boolean isOf(byte[] another) {
    return hash.isPresent() && MessageDigest.isEqual(hash.get(), another);
  }
}
