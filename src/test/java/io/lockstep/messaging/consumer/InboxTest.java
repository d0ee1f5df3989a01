package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.messaging.deadletters.DeadLetter;
import io.lockstep.messaging.deadletters.Parkable;
import io.lockstep.sql.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which messages of a batch are applied. What is behind a dead letter: {@code DeadLettersTest}. */
@QuarkusTest
class InboxTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Inject Inbox inbox;
  @Inject Transactions transactions;

  private final String consumer = "inbox-" + UUID.randomUUID();

  @Test
  void appliesNewMessagesInTheirOrder() {
    assertThat(applied("c")).containsExactly("c");
    assertThat(applied("b", "d", "a")).containsExactly("b", "d", "a");
  }

  @Test
  void appliesNoneThatIsKnown() {
    assertThat(applied("a")).containsExactly("a");
    assertThat(applied("a")).isEmpty();
    assertThat(applied("c", "a", "b")).containsExactly("c", "b");
    assertThat(applied("a", "b", "c")).isEmpty();
  }

  @Test
  void appliesAMessageOnceThatIsTwiceInABatch() {
    assertThat(applied("a", "b", "a")).containsExactly("a", "b");
    assertThat(applied("a", "b")).isEmpty();
  }

  /** Another consumer's messages are its own. */
  @Test
  void tellsConsumersApart() {
    assertThat(applied("a")).containsExactly("a");
    assertThat(new ArrayList<>(apply(consumer + "-2", "a"))).containsExactly("a");
  }

  private List<String> applied(String... ids) {
    return apply(consumer, ids);
  }

  private List<String> apply(String by, String... ids) {
    List<String> applied = new ArrayList<>();
    List<Message> batch = Stream.of(ids).map(Message::new).toList();
    transactions
        .run(
            "inbox-test",
            tx ->
                inbox.apply(
                    tx,
                    by,
                    by,
                    batch,
                    message -> new Received<>(message.messageId(), null, message.messageId()),
                    (same, fresh) -> {
                      fresh.forEach(each -> applied.add(each.event()));
                      return Uni.createFrom().voidItem();
                    }))
        .await()
        .atMost(TIMEOUT);
    return applied;
  }

  private record Message(String messageId) implements Parkable {
    @Override
    public String subject() {
      return messageId.equals("d") ? "" : "subject of " + messageId;
    }

    @Override
    public DeadLetter waiting(Instant now) {
      throw new AssertionError("nothing is parked");
    }
  }
}
