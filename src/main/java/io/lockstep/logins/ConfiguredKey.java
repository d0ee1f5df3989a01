package io.lockstep.logins;

import io.lockstep.logins.keys.ApiKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The admin key that the configuration has. Only its hash is kept. */
@ApplicationScoped
class ConfiguredKey {
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

  boolean isThere() {
    return hash.isPresent();
  }

  /** Takes as long for a token that is nearly it as for any other. */
  boolean is(String token) {
    return hash.isPresent() && MessageDigest.isEqual(hash.get(), ApiKeys.hash(token));
  }
}
