package io.lockstep.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class RabbitLimitsUnitTest {
  private final RabbitLimits limits = new RabbitLimits();

  @Test
  void learnsFromTheBrokerHowLargeABodyMayBe() {
    assertThat(limits.against(row("key", 101))).isEmpty();
    limits.closed(
        "channel error; protocol method: #method<channel.close>(reply-code=406, reply-text="
            + "PRECONDITION_FAILED - message size 101 is larger than configured max size 100)");
    assertThat(limits.against(row("key", 100))).isEmpty();
    assertThat(limits.against(row("key", 101)))
        .contains("101 bytes exceed the broker's limit of 100");
  }

  @Test
  void learnsNothingFromAnotherEndOfAChannel() {
    limits.closed("clean channel shutdown");
    limits.closed(null);
    assertThat(limits.against(row("key", 1_000_000))).isEmpty();
  }

  @Test
  void countsTheBytesOfARoutingKey() {
    assertThat(limits.against(row("x".repeat(255), 0))).isEmpty();
    assertThat(limits.against(row("ü".repeat(128), 0))).isPresent();
  }

  private static OutboxRow row(String key, int bytes) {
    return new OutboxRow(
        1,
        EnumSet.of(Broker.RABBITMQ),
        0,
        "events",
        null,
        key,
        "id",
        "type",
        "subject",
        null,
        null,
        new byte[bytes],
        Instant.EPOCH);
  }
}
