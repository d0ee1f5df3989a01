package io.lockstep.users;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lockstep.accounts.UserAccounts.Change;
import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.messaging.consumer.EventTypes;
import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What happens to a user; the records of one user keep their order. */
@RegisterForReflection
@JsonPropertyOrder({"eventType", "userId", "data", "timestamp"})
sealed interface UserEvent {
  /** The member that names the type. */
  String TYPE_MEMBER = "eventType";

  /** Where they go. */
  Destination DESTINATION = new Destination(null, "user-events");

  /** All of them by wire name. */
  EventTypes<UserEvent> TYPES =
      EventTypes.of(
          Map.of(
              Created.TYPE, Created.class,
              Updated.TYPE, Updated.class,
              Deleted.TYPE, Deleted.class));

  /** The wire name. */
  @JsonProperty(value = TYPE_MEMBER, access = JsonProperty.Access.READ_ONLY)
  String eventType();

  String userId();

  Instant timestamp();

  /** What it means for the user's account. */
  Change change();

  private static void check(String userId, Object data, Instant timestamp) {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(timestamp, "timestamp");
    if (!Names.isValid(userId) || Ledger.isSystemAccount(userId)) {
      throw new IllegalArgumentException("userId is none of a user");
    }
  }

  /** The user is new, or new again. */
  @RegisterForReflection
  record Created(
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) Data data,
      @JsonProperty(required = true) Instant timestamp)
      implements UserEvent {
    static final String TYPE = "USER_CREATED";

    public Created {
      check(userId, data, timestamp);
    }

    @Override
    public String eventType() {
      return TYPE;
    }

    @Override
    public Change change() {
      return Change.opened(userId, data.name());
    }
  }

  /** The user's data has changed. */
  @RegisterForReflection
  record Updated(
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) Data data,
      @JsonProperty(required = true) Instant timestamp)
      implements UserEvent {
    static final String TYPE = "USER_UPDATED";

    public Updated {
      check(userId, data, timestamp);
    }

    @Override
    public String eventType() {
      return TYPE;
    }

    @Override
    public Change change() {
      return Change.renamed(userId, data.name());
    }
  }

  /** The user is gone, and nothing is said of who that was: {@code data} is an empty object. */
  @RegisterForReflection
  record Deleted(
      @JsonProperty(required = true) String userId,
      @JsonProperty(required = true) Map<String, Object> data,
      @JsonProperty(required = true) Instant timestamp)
      implements UserEvent {
    static final String TYPE = "USER_DELETED";

    public Deleted {
      check(userId, data, timestamp);
      data = Map.of();
    }

    Deleted(String userId, Instant timestamp) {
      this(userId, Map.of(), timestamp);
    }

    @Override
    public String eventType() {
      return TYPE;
    }

    @Override
    public Change change() {
      return Change.closed(userId);
    }
  }

  /** What the world may know of a user. */
  @RegisterForReflection
  record Data(
      @JsonProperty(required = true) String name, @JsonProperty(required = true) String email) {
    public Data {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(email, "email");
      if (CodePoints.count(name) > User.LONGEST_NAME) {
        throw new IllegalArgumentException("name is too long");
      }
    }
  }
}
