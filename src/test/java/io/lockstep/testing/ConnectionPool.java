package io.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.Stream;

/** The database connections of a service, as its metrics show them. */
public final class ConnectionPool {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** Background work takes one now and then; what was left behind would stay for ever. */
  private static final double MOST_OF_BACKGROUND_WORK = 3;

  private ConnectionPool() {}

  /** Waits until all have come back, and nobody waits for one. */
  public static void awaitIdle(Rest rest) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(metric(rest, "sql_pool_active"))
                    .isBetween(0.0, MOST_OF_BACKGROUND_WORK));
    assertThat(metric(rest, "sql_pool_queue_size")).isZero();
  }

  private static double metric(Rest rest, String name) {
    return Stream.of(rest.get("/q/metrics").expect(200).text().split("\n"))
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
