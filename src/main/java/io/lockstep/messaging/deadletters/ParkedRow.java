package io.lockstep.messaging.deadletters;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A row of {@code dead_letters}, as far as the order of its subject is concerned.
 *
 * @param subjectKey the {@link MessageKey} of its subject; empty where it has none
 * @param messageKey the {@link MessageKey} of its id
 * @param place orders the dead letters of one subject: it is the same through all replays
 */
record ParkedRow(String id, String subjectKey, String messageKey, State state, String place) {
  /** What has become of a dead letter. */
  enum State {
    /** Nobody could apply it: an operator is to decide. */
    DEAD("D"),
    /** Nothing is wrong with it, but one of its subject before it is parked. */
    WAITING("W"),
    /** It is on its way back to its consumer. */
    REPLAYING("R");

    private final String code;

    State(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }

    static State of(String code) {
      for (State state : values()) {
        if (state.code.equals(code)) {
          return state;
        }
      }
      throw new IllegalArgumentException(code);
    }
  }

  static final String COLUMNS = "id, subject_key, message_key, state, place";

  static ParkedRow of(Row row) {
    return new ParkedRow(
        row.getString("id"),
        row.getString("subject_key"),
        row.getString("message_key"),
        State.of(row.getString("state")),
        row.getString("place"));
  }
}
