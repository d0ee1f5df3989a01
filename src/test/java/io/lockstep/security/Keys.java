package io.lockstep.security;

import io.lockstep.testing.Rest;
import java.util.List;
import java.util.Map;

/** Makes API keys of the closed service, and the headers that show them. */
final class Keys {
  private final Rest rest;

  Keys(Rest rest) {
    this.rest = rest;
  }

  /** The header with a new key of this role. */
  String[] of(Role role) {
    return role == Role.SHOPPER
        ? ofShopper("nobody")
        : bearer(create(Map.of("name", role.wire(), "roles", List.of(role.wire()))));
  }

  /** The header with a new key of a shopper. */
  String[] ofShopper(String userId) {
    return bearer(create(Map.of("name", userId, "roles", List.of("shopper"), "userId", userId)));
  }

  /** A new key. */
  Created create(Map<String, ?> body) {
    var made = rest.post("/api-keys", body, Secured.ADMIN).expect(201).json();
    return new Created(made.get("id").asText(), made.get("key").asText());
  }

  static String[] bearer(Created key) {
    return bearer(key.key());
  }

  static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  /** A key with its text. */
  record Created(String id, String key) {}
}
