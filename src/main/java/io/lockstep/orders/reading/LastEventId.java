package io.lockstep.orders.reading;

import io.lockstep.http.Problem;
import io.lockstep.orders.OrderHistoryEntry;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a reader of an order's events has been told already: the version in the header {@code
 * Last-Event-ID}, which a browser sends when it connects again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
record LastEventId(OptionalLong version) {
  static final String HEADER = "Last-Event-ID";

  private static final String DIGITS = "[0-9]{1,18}";

  /**
   * Reads the header.
   *
   * @param header null if there was none
   * @throws Problem 400
   */
  static LastEventId of(String header) {
    if (header == null) {
      return new LastEventId(OptionalLong.empty());
    }
    if (!header.matches(DIGITS)) {
      throw Problem.invalid(HEADER, "must be the id of an event of this stream");
    }
    return new LastEventId(OptionalLong.of(Long.parseLong(header)));
  }

  /** Whether nothing can follow any more what the reader knows. */
  boolean isLastOf(List<OrderHistoryEntry> history) {
    return version.isPresent()
        && last(history).status().isFinal()
        && version.getAsLong() >= last(history).version();
  }

  /** The version after which the reader is to be told; a new reader hears the current status. */
  long lastVersionOf(List<OrderHistoryEntry> history) {
    long current = last(history).version();
    return Math.min(version.orElse(current - 1), current);
  }

  private static OrderHistoryEntry last(List<OrderHistoryEntry> history) {
    return history.get(history.size() - 1);
  }
}
