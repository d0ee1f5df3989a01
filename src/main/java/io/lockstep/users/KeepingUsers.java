package io.lockstep.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.messaging.Outbox;
import io.lockstep.messaging.OutgoingMessage;
import io.lockstep.platform.Answer;
import io.lockstep.platform.Ids;
import io.lockstep.platform.IfMatch;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Edits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Creates, changes and deletes users. Each write says so on {@code user-events} through the outbox,
 * in the same transaction.
 */
@ApplicationScoped
class KeepingUsers {
  private final Edits edits;
  private final Outbox outbox;
  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;

  KeepingUsers(Edits edits, Outbox outbox, ObjectMapper json, Ids ids, Clock clock) {
    this.edits = edits;
    this.outbox = outbox;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /** 201 for a new user, 200 for a changed one; 412 where {@code ifMatch} does not hold. */
  Uni<Answer> put(String id, UserRequest request, String ifMatch, String traceparent) {
    return edits
        .run(
            "put-user",
            session ->
                session
                    .find(User.class, id)
                    .flatMap(
                        found ->
                            found == null
                                ? create(session, id, request, ifMatch, traceparent)
                                : change(session, found, request, ifMatch, traceparent)))
        .invoke(outbox::committed);
  }

  /** 204; 404 where there is none. */
  Uni<Answer> delete(String id, String ifMatch, String traceparent) {
    return edits
        .run(
            "delete-user",
            session ->
                session
                    .find(User.class, id)
                    .onItem()
                    .ifNull()
                    .failWith(() -> Problem.notFound("The user"))
                    .flatMap(user -> delete(session, user, ifMatch, traceparent)))
        .invoke(outbox::committed);
  }

  Uni<Answer> find(String id) {
    return edits.run(
        "find-user",
        session ->
            session
                .find(User.class, id)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound("The user"))
                .map(user -> answer(Answer.ok(UserView.of(user)), user)));
  }

  private Uni<Answer> create(
      Mutiny.Session session, String id, UserRequest request, String ifMatch, String traceparent) {
    if (ifMatch != null) {
      throw Problem.preconditionFailed();
    }
    User user = User.join(id, request, clock.instant());
    return session
        .persist(user)
        .chain(session::flush)
        .chain(() -> say(session, UserEvent.Kind.USER_CREATED, user, traceparent))
        .replaceWith(() -> answer(Answer.put(true, UserView.of(user)), user));
  }

  private Uni<Answer> change(
      Mutiny.Session session, User user, UserRequest request, String ifMatch, String traceparent) {
    IfMatch.check(ifMatch, UserView.of(user).version());
    user.change(request, clock.instant());
    return session
        .flush()
        .chain(() -> say(session, UserEvent.Kind.USER_UPDATED, user, traceparent))
        .replaceWith(() -> answer(Answer.put(false, UserView.of(user)), user));
  }

  private Uni<Answer> delete(
      Mutiny.Session session, User user, String ifMatch, String traceparent) {
    IfMatch.check(ifMatch, UserView.of(user).version());
    return session
        .remove(user)
        .chain(session::flush)
        .chain(() -> say(session, UserEvent.Kind.USER_DELETED, user, traceparent))
        .replaceWith(Answer.noContent());
  }

  /** After the flush, so that the user's row is locked and the order of its events is certain. */
  private Uni<Void> say(
      Mutiny.Session session, UserEvent.Kind kind, User user, String traceparent) {
    Instant now = clock.instant();
    UserEvent event = UserEvent.of(kind, user, now);
    return outbox.append(
        session,
        List.of(
            new OutgoingMessage(
                ids.next().toString(),
                kind.name(),
                user.id,
                write(event),
                now,
                traceparent,
                UserEvent.DESTINATION)));
  }

  private String write(UserEvent event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private static Answer answer(Answer answer, User user) {
    return answer.versioned(UserView.of(user).version());
  }
}
