package io.lockstep.logins.keys;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The way to log in that needs neither a provider nor a row in the database. */
@ConfigMapping(prefix = "lockstep.admin")
interface AdminConfig {
  /** A key that has the role {@code admin}: with it the first others are made. */
  Optional<String> key();
}
