package io.lockstep.locks.reading;

import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LockListTest {
  private static final List<String> BACKENDS = List.of("database", "redis", "redlock");

  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject AgroalDataSource database;

  /** A server of Redlock that was away abstains for a while, and nothing is said of its leases. */
  @BeforeEach
  void awaitAllBackends() {
    Awaitility.await("the leases of all backends are known")
        .until(() -> rest.get("/locks").status() == 200);
  }

  @Test
  void showsTheLeasesOfEachBackendAndNoToken() {
    for (String backend : BACKENDS) {
      String name = "lock-" + UUID.randomUUID();
      JsonNode lock = acquire(name, backend);
      JsonNode held = only(pages.walk("/locks?backend=" + backend, 100), name);
      assertThat(held.path("backend").asText()).isEqualTo(backend);
      assertThat(held.path("held").asBoolean()).isTrue();
      assertThat(held.path("fence")).isEqualTo(lock.path("fence"));
      assertThat(held.has("token")).isFalse();
      Instant expiresAt = Instant.parse(held.path("expiresAt").asText());
      Instant granted = Instant.parse(lock.path("expiresAt").asText());
      assertThat(Duration.between(granted, expiresAt).abs()).isLessThan(Duration.ofSeconds(2));
      for (String other : BACKENDS) {
        assertThat(names("/locks?backend=" + other, 100).contains(name))
            .isEqualTo(other.equals(backend));
      }
      assertThat(names("/locks", 100)).contains(name);
      rest.delete("/locks/" + name + "/" + lock.path("token").asText()).expect(204);
      assertThat(names("/locks?backend=" + backend, 100)).doesNotContain(name);
    }
  }

  @Test
  void countsWhoWaitsForALock() throws Exception {
    for (String backend : BACKENDS) {
      String name = "lock-" + UUID.randomUUID();
      JsonNode held = acquire(name, backend);
      CompletableFuture<Rest.Answer> other =
          CompletableFuture.supplyAsync(
              () ->
                  rest.post(
                      "/locks/" + name,
                      Map.of("ttlMs", 60_000, "waitMs", 30_000, "backend", backend)));
      await(backend)
          .until(
              () -> only(pages.walk("/locks?backend=" + backend, 100), name).path("waiting"),
              waiting -> waiting.asInt() == 1);
      rest.delete("/locks/" + name + "/" + held.path("token").asText()).expect(204);
      other.get(30, TimeUnit.SECONDS).expect(201);
      assertThat(only(pages.walk("/locks?backend=" + backend, 100), name).path("waiting").asInt(-1))
          .isZero();
    }
  }

  @Test
  void showsANameOnceForEachBackendThatHoldsItAlsoAcrossPages() {
    String name = "lock-" + UUID.randomUUID();
    BACKENDS.forEach(backend -> acquire(name, backend));
    List<String> backends =
        pages.walk("/locks", 1).stream()
            .filter(item -> item.path("name").asText().equals(name))
            .map(item -> item.path("backend").asText())
            .toList();
    assertThat(backends).containsExactlyElementsOf(BACKENDS);
  }

  @Test
  void losesNoneWhileOthersAreTaken() {
    List<String> mine = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String name = "lock-" + UUID.randomUUID();
      acquire(name, "redis");
      mine.add(name);
    }
    List<String> walked =
        pages.walk(
            "/locks?backend=redis", 2, "name", () -> acquire("lock-" + UUID.randomUUID(), "redis"));
    assertThat(walked).isSorted().doesNotHaveDuplicates().containsAll(mine);
  }

  /** Names that were used and are free now fill no page, and end no walk. */
  @Test
  void goesOnBehindManyNamesThatNobodyHolds() {
    String prefix = "!" + UUID.randomUUID().toString().substring(0, 8);
    Tables tables = Tables.of(Stack.current());
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      rows.add("('%s-%04d', '', 1, UTC_TIMESTAMP(6))".formatted(prefix, i));
    }
    tables.run(
        "INSERT INTO distributed_locks (lock_key, lock_id, fence, expires_at) VALUES "
            + String.join(",", rows));
    try {
      String name = "lock-" + UUID.randomUUID();
      acquire(name, "database");
      JsonNode first = rest.get("/locks?backend=database").expect(200).json();
      assertThat(first.path("data")).isEmpty();
      assertThat(first.path("hasMore").asBoolean()).isTrue();
      assertThat(names("/locks?backend=database", 100)).contains(name);
    } finally {
      tables.run("DELETE FROM distributed_locks WHERE lock_key LIKE '" + prefix + "-%'");
    }
  }

  @Test
  void leavesOutTheLeasesOfTheServiceItself() {
    assertThat(names("/locks", 100)).noneMatch(name -> name.contains("/"));
  }

  @Test
  void refusesABackendThatThereIsNot() {
    for (String backend : List.of("postgres", "REDIS", "")) {
      rest.get("/locks?backend=" + backend).expect(400);
    }
  }

  @Test
  void isReadAlongAnIndex() {
    assertBoundedBy("PRIMARY", database, BrowsingLocks.names("lock"));
  }

  private JsonNode acquire(String name, String backend) {
    return rest.post("/locks/" + name, Map.of("ttlMs", 60_000, "backend", backend))
        .expect(201)
        .json();
  }

  private List<String> names(String list, int limit) {
    return pages.walk(list, limit, "name", () -> {});
  }

  private static JsonNode only(List<JsonNode> items, String name) {
    List<JsonNode> found =
        items.stream().filter(item -> item.path("name").asText().equals(name)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
