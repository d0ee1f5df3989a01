package io.lockstep.users;

import io.lockstep.accounts.UserAccounts;
import io.lockstep.accounts.UserAccounts.Change;
import io.lockstep.messaging.TopicConsumer;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Opens, renames and closes the accounts of users as the topic {@code user-events} says. Applying
 * the topic again from its start gives the same accounts.
 */
@ApplicationScoped
class FollowingUsers {
  private final TopicConsumer<UserEvent> consumer;
  private final UserAccounts accounts;

  FollowingUsers(TopicConsumer.Factory consumers, UserAccounts accounts) {
    this.consumer =
        consumers.consumer("user-events", UserEvent.TYPE_MEMBER, UserEvent.TYPES, this::follow);
    this.accounts = accounts;
  }

  @Incoming("user-events")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> follow(KafkaRecordBatch<String, byte[]> batch) {
    return consumer.accept(batch);
  }

  private Uni<Void> follow(Tx tx, List<UserEvent> events) {
    return accounts.apply(tx, events.stream().map(FollowingUsers::change).toList());
  }

  private static Change change(UserEvent event) {
    String name = event.data().name();
    return switch (event.eventType()) {
      case USER_CREATED -> Change.opened(event.userId(), name);
      case USER_UPDATED -> Change.renamed(event.userId(), name);
      case USER_DELETED -> Change.closed(event.userId(), name);
    };
  }
}
