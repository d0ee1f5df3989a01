package io.lockstep.users;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.messaging.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Creates or changes a user, and says so on {@code user-events} in the same transaction. Of callers
 * that create the same user at the same time one does, and the others change it.
 */
@ApplicationScoped
class SavingUser {
  private final RecordedTransactions transactions;
  private final Users users;
  private final Outbox outbox;
  private final UserMessages messages;
  private final Clock clock;

  SavingUser(
      RecordedTransactions transactions,
      Users users,
      Outbox outbox,
      UserMessages messages,
      Clock clock) {
    this.transactions = transactions;
    this.users = users;
    this.outbox = outbox;
    this.messages = messages;
    this.clock = clock;
  }

  Uni<Answer> save(Act act, String id, UserEvent.Data data, Preconditions preconditions) {
    return transactions
        .edit(
            act,
            "user-save",
            session -> createOrChange(session, id, data, preconditions, act.traceparent()))
        .invoke(outbox::committed);
  }

  private Uni<Answer> createOrChange(
      Mutiny.Session session,
      String id,
      UserEvent.Data data,
      Preconditions preconditions,
      String traceparent) {
    return users
        .lock(session, id)
        .flatMap(
            found ->
                found == null
                    ? create(session, id, data, preconditions, traceparent)
                    : change(session, found, data, preconditions, traceparent));
  }

  private Uni<Answer> create(
      Mutiny.Session session,
      String id,
      UserEvent.Data data,
      Preconditions preconditions,
      String traceparent) {
    preconditions.checkMissing();
    User user = new User(id, data.name(), data.email(), clock.instant());
    return session
        .persist(user)
        .chain(
            () -> publish(session, new UserEvent.Created(id, data, clock.instant()), traceparent))
        .map(done -> Answer.put(true, user.view()).versioned(user.version()));
  }

  private Uni<Answer> change(
      Mutiny.Session session,
      User user,
      UserEvent.Data data,
      Preconditions preconditions,
      String traceparent) {
    preconditions.check(user.version());
    user.change(data.name(), data.email(), clock.instant());
    return publish(session, new UserEvent.Updated(user.id(), data, clock.instant()), traceparent)
        .map(done -> Answer.put(false, user.view()).versioned(user.version()));
  }

  /** The flush takes the user's row lock, so that the events of a user are in its own order. */
  private Uni<Void> publish(Mutiny.Session session, UserEvent event, String traceparent) {
    return session
        .flush()
        .chain(() -> outbox.append(session, List.of(messages.of(event, traceparent))));
  }
}
