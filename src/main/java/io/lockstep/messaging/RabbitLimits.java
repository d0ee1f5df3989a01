package io.lockstep.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What RabbitMQ takes. A routing key is a short string of the protocol. How large a body may be the
 * broker says only when it has refused one, by closing the channel.
 *
 * @see <a href="https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf">AMQP 0-9-1, 4.2.5.3</a>
 */
final class RabbitLimits {
  private static final int LONGEST_KEY = 255;
  private static final Pattern TOO_LARGE =
      Pattern.compile("message size \\d+ is larger than configured max size (\\d+)");

  private static final Duration HOLDS = Duration.ofMinutes(10);

  private volatile Limit body = new Limit(Long.MAX_VALUE, 0);

  /** Why the row can never be published; empty where nothing is known against it. */
  Optional<String> against(OutboxRow row) {
    if (row.routingKey().getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      return Optional.of("the routing key exceeds 255 bytes");
    }
    Limit limit = body;
    return row.data().length > limit.bytes() && limit.holds()
        ? Optional.of(
            "%d bytes exceed the broker's limit of %d".formatted(row.data().length, limit.bytes()))
        : Optional.empty();
  }

  /** Learns from what the broker said when it closed a channel. */
  void closed(String why) {
    Matcher limit = TOO_LARGE.matcher(String.valueOf(why));
    if (limit.find()) {
      body = new Limit(Long.parseLong(limit.group(1)), System.nanoTime());
    }
  }

  /** It is asked again after a while: an operator may have raised it. */
  private record Limit(long bytes, long since) {
    boolean holds() {
      return System.nanoTime() - since < HOLDS.toNanos();
    }
  }
}
