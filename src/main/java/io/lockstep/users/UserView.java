package io.lockstep.users;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.ZoneOffset;

/** A user as callers see it. */
@RegisterForReflection
record UserView(
    String id, String name, String email, Instant createdAt, Instant updatedAt, long version) {
  static UserView of(User user) {
    return new UserView(
        user.id,
        user.name,
        user.email,
        user.createdAt.toInstant(ZoneOffset.UTC),
        user.updatedAt.toInstant(ZoneOffset.UTC),
        user.version + 1); // Hibernate counts from 0, callers from 1
  }
}
