package io.lockstep.bench;

import io.lockstep.testing.Rest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The key with which a service is called, if any. */
record Login(Optional<String> key) {
  private static final String HEADER = "Authorization";

  /** Of {@code LOCKSTEP_KEY}, for a service that is closed. */
  static Login ofEnvironment() {
    return new Login(
        Optional.ofNullable(System.getenv("LOCKSTEP_KEY")).filter(each -> !each.isBlank()));
  }

  static Login none() {
    return new Login(Optional.empty());
  }

  /** A caller of that service. */
  Rest at(URI service) {
    Rest rest = Rest.at(service);
    return key.map(each -> rest.with(HEADER, "Bearer " + each)).orElse(rest);
  }

  Map<String, String> headers() {
    return key.map(each -> Map.of(HEADER, "Bearer " + each)).orElse(Map.of());
  }
}
