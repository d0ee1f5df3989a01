package io.lockstep.messaging.brokers;

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
public final class RabbitLimits {
  private static final int LONGEST_SHORT_STRING = 255;
  private static final Pattern TOO_LARGE =
      Pattern.compile("message size \\d+ is larger than configured max size (\\d+)");

  private static final Duration HOLDS = Duration.ofMinutes(10);

  private volatile Limit longestBody = new Limit(Long.MAX_VALUE, 0);

  /** Why this can never be published; empty where nothing is known against it. */
  public Optional<String> against(String routingKey, byte[] body) {
    if (!isShort(routingKey)) {
      return Optional.of("the routing key exceeds 255 bytes");
    }
    Limit limit = longestBody;
    return body.length > limit.bytes() && limit.holds()
        ? Optional.of(
            "%d bytes exceed the broker's limit of %d".formatted(body.length, limit.bytes()))
        : Optional.empty();
  }

  /**
   * A property such as the message id, or null if it is longer than AMQP takes: what is left out
   * stands in a header too, which has no such limit.
   */
  public static String propertyOrNull(String property) {
    return property == null || !isShort(property) ? null : property;
  }

  private static boolean isShort(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SHORT_STRING;
  }

  /** Learns from what the broker said when it closed a channel. */
  public void closed(String why) {
    Matcher limit = TOO_LARGE.matcher(String.valueOf(why));
    if (limit.find()) {
      longestBody = new Limit(Long.parseLong(limit.group(1)), System.nanoTime());
    }
  }

  /** It is asked again after a while: an operator may have raised it. */
  private record Limit(long bytes, long since) {
    boolean holds() {
      return System.nanoTime() - since < HOLDS.toNanos();
    }
  }
}
