package io.lockstep.security;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service with an admin key, and so closed to everybody else. */
public class Secured implements QuarkusTestProfile {
  /** The key that the configuration has. */
  public static final String ADMIN_KEY = "lsk_the-key-that-the-tests-configure-0123456789";

  /** The header that shows it. */
  static final String[] ADMIN = {"Authorization", "Bearer " + ADMIN_KEY};

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("lockstep.admin.key", ADMIN_KEY, "lockstep.limits.address.requests", "100000");
  }
}
