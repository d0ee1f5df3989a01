package io.lockstep.logins.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Time;
import io.lockstep.security.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An API key without its secret.
 *
 * @param userId the user that its holder is as a shopper, or null
 * @param createdBy who has made it
 * @param expiresAt from when on it is worth nothing, or null for never
 * @param lastUsedAt when it was last used, to a minute; null for never
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record ApiKey(
    @Schema(format = "uuid") String id,
    String name,
    List<Role> roles,
    @Schema(nullable = true) String userId,
    Instant createdAt,
    String createdBy,
    @Schema(nullable = true) Instant expiresAt,
    @Schema(nullable = true) Instant lastUsedAt) {
  static final String COLUMNS =
      "id, name, roles, user_id, created_at, created_by, expires_at, last_used_at";

  static ApiKey of(Row row) {
    return new ApiKey(
        row.getString("id"),
        row.getString("name"),
        rolesOf(row.getString("roles")),
        row.getString("user_id"),
        Time.fromColumn(row.getLocalDateTime("created_at")),
        row.getString("created_by"),
        timeOrNull(row, "expires_at"),
        timeOrNull(row, "last_used_at"));
  }

  /** Those that an older version of this service does not know are left out. */
  private static List<Role> rolesOf(String column) {
    return Arrays.stream(column.split(",")).flatMap(name -> Role.of(name).stream()).toList();
  }

  String rolesColumn() {
    return roles.stream().map(Role::wire).collect(Collectors.joining(","));
  }

  private static Instant timeOrNull(Row row, String column) {
    var time = row.getLocalDateTime(column);
    return time == null ? null : Time.fromColumn(time);
  }
}
