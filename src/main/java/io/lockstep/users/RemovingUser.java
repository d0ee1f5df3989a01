package io.lockstep.users;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.messaging.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Removes a user, and says so on {@code user-events} in the same transaction. */
@ApplicationScoped
class RemovingUser {
  private final RecordedTransactions transactions;
  private final Users users;
  private final Outbox outbox;
  private final UserMessages messages;
  private final Clock clock;

  RemovingUser(
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

  Uni<Answer> remove(Act act, String id, Preconditions preconditions) {
    return transactions
        .edit(
            act,
            "user-remove",
            session -> removeIfThere(session, id, preconditions, act.traceparent()))
        .invoke(outbox::committed);
  }

  private Uni<Answer> removeIfThere(
      Mutiny.Session session, String id, Preconditions preconditions, String traceparent) {
    return users
        .lock(session, id)
        .flatMap(
            found ->
                found == null
                    ? Uni.createFrom().item(Answer.refused(Problem.notFound("The user")))
                    : remove(session, found, preconditions, traceparent));
  }

  /**
   * By a statement, since {@code session.remove} of Hibernate Reactive 3.2 shares its state among
   * all sessions: removals at the same time answer each other, and leave their connections behind.
   *
   * @see <a href="https://github.com/hibernate/hibernate-reactive/issues/1713">The issue there</a>
   */
  private Uni<Answer> remove(
      Mutiny.Session session, User user, Preconditions preconditions, String traceparent) {
    preconditions.check(user.version());
    UserEvent event = new UserEvent.Deleted(user.id(), clock.instant());
    return users
        .delete("id", user.id())
        .chain(() -> outbox.append(session, List.of(messages.of(event, traceparent))))
        .replaceWith(Answer.noContent());
  }
}
