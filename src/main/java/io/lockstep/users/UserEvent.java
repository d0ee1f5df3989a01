package io.lockstep.users;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.messaging.Destination;
import io.lockstep.messaging.EventTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What happens to a user: one record of the topic {@code user-events}, keyed by the user's id.
 *
 * @param data the user as it is then; as it was, for one that is deleted
 */
@RegisterForReflection
record UserEvent(
    @JsonProperty(required = true) Kind eventType,
    @JsonProperty(required = true) String userId,
    @JsonProperty(required = true) Data data,
    @JsonProperty(required = true) Instant timestamp) {
  static final Destination DESTINATION = new Destination(null, "user-events");

  /** The member of a record that names its type. */
  static final String TYPE_MEMBER = "eventType";

  static final EventTypes<UserEvent> TYPES =
      EventTypes.of(
          Map.of(
              Kind.USER_CREATED.name(), UserEvent.class,
              Kind.USER_UPDATED.name(), UserEvent.class,
              Kind.USER_DELETED.name(), UserEvent.class));

  UserEvent {
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(timestamp, "timestamp");
  }

  static UserEvent of(Kind kind, User user, Instant now) {
    return new UserEvent(kind, user.id, new Data(user.name, user.email), now);
  }

  /** Their wire names are the constants' names. */
  enum Kind {
    USER_CREATED,
    USER_UPDATED,
    USER_DELETED
  }

  /** What is known of the user. */
  @RegisterForReflection
  record Data(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String email) {
    Data {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(email, "email");
    }
  }
}
