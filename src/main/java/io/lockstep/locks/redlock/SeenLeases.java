package io.lockstep.locks.redlock;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What servers that are asked at the same time have seen of a lease. */
final class SeenLeases {
  private final Map<String, List<Duration>> byOwnerToken = new HashMap<>();

  /**
   * Notes what a server has answered.
   *
   * @param answer the owner token, null for none, and how long the lease lasts
   */
  synchronized void add(Response answer) {
    if (answer.get(0) != null) {
      byOwnerToken
          .computeIfAbsent(answer.get(0).toString(), token -> new ArrayList<>())
          .add(Duration.ofMillis(Math.max(0, answer.get(1).toLong())));
    }
  }

  /** How long the lease lasts at least that more than so many servers have seen. */
  synchronized Optional<Duration> seenByMoreThan(int count) {
    return byOwnerToken.values().stream()
        .filter(seen -> seen.size() > count)
        .findFirst()
        .map(seen -> seen.stream().min(Comparator.naturalOrder()).orElseThrow());
  }
}
