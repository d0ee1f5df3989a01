package io.lockstep.security.logins;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Ways to log in besides {@code quarkus.oidc.auth-server-url}. */
@ConfigMapping(prefix = "lockstep")
interface LoginConfig {
  /** A key that has the role {@code admin}: with it the first others are made. */
  Optional<String> adminKey();

  /** The file that has this key, for containers whose secrets are files. */
  Optional<Path> adminKeyFile();
}
