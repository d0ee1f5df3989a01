package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.testing.EventStream;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One caller does not take all streams of an instance. */
@QuarkusTest
@TestProfile(StreamsPerCallerTest.FewStreams.class)
class StreamsPerCallerTest {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final int MOST = 3;

  private final Rest nobody = Rest.ofTest();
  private final Keys keys = new Keys(nobody);

  @Test
  void refusesACallersStreamsBeyondTheirsAndNobodyElses() {
    String[] greedy = keys.of(Role.SERVICE);
    String[] other = keys.of(Role.OPERATOR);
    List<EventStream> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      open.add(EventStream.open(events(), greedy));
    }
    try {
      Rest.Answer refusal = nobody.with(greedy).get("/events").expect(429);
      assertThat(refusal.problem()).isEqualTo("rate-limited");
      assertThat(refusal.header("Retry-After")).isNotNull();
      open.add(EventStream.open(events(), other));

      open.get(0).close();

      await().atMost(WITHIN).until(() -> EventStream.statusOf(events(), greedy) == 200);
    } finally {
      open.forEach(EventStream::close);
    }
  }

  private static URI events() {
    return URI.create("http://127.0.0.1:" + RestAssured.port + "/events");
  }

  /** A closed service whose callers have few streams. */
  public static class FewStreams extends Secured {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lockstep.http.streams-per-caller", Integer.toString(MOST));
      return settings;
    }
  }
}
