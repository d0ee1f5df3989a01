package io.lockstep.users;

import io.lockstep.accounts.UserAccounts;
import io.lockstep.messaging.consumer.Received;
import io.lockstep.messaging.consumer.TopicConsumer;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the accounts of users as their events say. */
@ApplicationScoped
class FollowingUsers {
  private static final String GROUP = "lockstep-accounts";

  private final TopicConsumer<UserEvent> consumer;
  private final UserAccounts accounts;

  FollowingUsers(TopicConsumer.Factory consumers, UserAccounts accounts) {
    this.accounts = accounts;
    this.consumer = consumers.consumer(GROUP, UserEvent.TYPES, UserEvent.TYPE_MEMBER, this::apply);
  }

  @Incoming("user-events")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> take(KafkaRecordBatch<String, byte[]> batch) {
    return consumer.accept(batch);
  }

  private Uni<Void> apply(Tx tx, List<Received<UserEvent>> events) {
    return accounts.apply(tx, events.stream().map(event -> event.event().change()).toList());
  }
}
