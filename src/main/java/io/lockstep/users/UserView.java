package io.lockstep.users;

import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user as callers see it. */
@RegisterForReflection
@Schema(name = "User")
record UserView(
    String id, String name, String email, Instant createdAt, Instant updatedAt, long version) {
  static final String COLUMNS = "id, name, email, created_at, updated_at, version";

  static UserView of(Row row) {
    return new UserView(
        row.getString("id"),
        row.getString("name"),
        row.getString("email"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        Time.fromColumn(row.getLocalDateTime("updated_at")),
        row.getLong("version"));
  }
}
