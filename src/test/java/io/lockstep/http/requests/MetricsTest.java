package io.lockstep.http.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the metrics say is so. */
@QuarkusTest
class MetricsTest {
  private final Rest rest = Rest.ofTest();

  @Test
  void measuresSomethingWithEveryGaugeAlsoAfterACollection() {
    rest.post("/semaphores/gauges/permits", Map.of("limit", 1, "ttlMs", 1)).expect(201);
    WeakReference<Object> collected = new WeakReference<>(new Object());
    Awaitility.await("a collection")
        .until(
            () -> {
              System.gc();
              return collected.get() == null;
            });

    List<String> ours =
        rest.get("/q/metrics")
            .expect(200)
            .text()
            .lines()
            .filter(line -> line.startsWith("lockstep_"))
            .toList();

    assertThat(ours)
        .anyMatch(line -> line.startsWith("lockstep_locks_waiting{backend=\"redis\""))
        .anyMatch(line -> line.startsWith("lockstep_locks_waiting{backend=\"semaphore\""))
        .anyMatch(line -> line.startsWith("lockstep_sql_group_waiting"))
        .anyMatch(line -> line.startsWith("lockstep_http_streams"))
        .noneMatch(line -> line.endsWith("NaN"));
  }
}
