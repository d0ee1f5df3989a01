package io.lockstep.messaging.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RabbitLimitsUnitTest {
  private final RabbitLimits limits = new RabbitLimits();

  @Test
  void learnsFromTheBrokerHowLargeABodyMayBe() {
    assertThat(limits.against("key", new byte[101])).isEmpty();
    limits.closed(
        "channel error; protocol method: #method<channel.close>(reply-code=406, reply-text="
            + "PRECONDITION_FAILED - message size 101 is larger than configured max size 100)");
    assertThat(limits.against("key", new byte[100])).isEmpty();
    assertThat(limits.against("key", new byte[101]))
        .contains("101 bytes exceed the broker's limit of 100");
  }

  @Test
  void learnsNothingFromAnotherEndOfAChannel() {
    limits.closed("clean channel shutdown");
    limits.closed(null);
    assertThat(limits.against("key", new byte[1_000_000])).isEmpty();
  }

  @Test
  void countsTheBytesOfARoutingKey() {
    assertThat(limits.against("x".repeat(255), new byte[0])).isEmpty();
    assertThat(limits.against("ü".repeat(128), new byte[0])).isPresent();
  }
}
