package io.lockstep.locks.semaphores;

import static io.lockstep.locks.leases.LockContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.locks.redis.MainRedis;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SemaphoreListTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject MainRedis redis;

  @Test
  void showsLimitAndUse() {
    String name = aSemaphore();
    take(name);
    JsonNode shown =
        pages.walk("/semaphores", 100).stream()
            .filter(item -> item.path("name").asText().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(shown.toString())
        .isEqualTo("{\"name\":\"%s\",\"limit\":3,\"inUse\":2,\"waiting\":0}".formatted(name));
  }

  @Test
  void countsWhoWaitsForAPermit() throws Exception {
    String name = aSemaphore();
    take(name);
    take(name);
    CompletableFuture<Rest.Answer> other =
        CompletableFuture.supplyAsync(
            () ->
                rest.post(
                    "/semaphores/" + name + "/permits",
                    Map.of("limit", 3, "ttlMs", 60_000, "waitMs", 2_000)));
    Awaitility.await(name).until(() -> waiting(name) == 1);
    other.get(30, TimeUnit.SECONDS).expect(409);
    assertThat(waiting(name)).isZero();
  }

  private int waiting(String name) {
    return pages.walk("/semaphores", 100).stream()
        .filter(item -> item.path("name").asText().equals(name))
        .mapToInt(item -> item.path("waiting").asInt(-1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isInTheOrderOfTheNamesAndLosesNoneWhileOthersAreMade() {
    List<String> mine = IntStream.range(0, 5).mapToObj(i -> aSemaphore()).toList();
    List<String> walked = pages.walk("/semaphores", 2, "name", this::aSemaphore);
    assertThat(walked).isSorted().doesNotHaveDuplicates().containsAll(mine);
  }

  @Test
  void forgetsASemaphoreThatRedisHasForgotten() {
    String gone = aSemaphore();
    send(Request.cmd(Command.DEL).arg("lockstep:limit:{" + gone + "}"));
    assertThat(pages.walk("/semaphores", 100, "name", () -> {})).doesNotContain(gone);
    assertThat(send(Request.cmd(Command.ZSCORE).arg("lockstep:semaphores").arg(gone))).isNull();
    take(gone);
    assertThat(pages.walk("/semaphores", 100, "name", () -> {})).contains(gone);
  }

  /** Nobody looks at the list, and still not all names are kept for ever. */
  @Test
  void forgetsNamesWhileOthersAreMade() {
    List<String> gone = IntStream.range(0, 100).mapToObj(i -> "gone-" + UUID.randomUUID()).toList();
    gone.forEach(
        name -> send(Request.cmd(Command.ZADD).arg("lockstep:semaphores").arg("0").arg(name)));
    long before = size();
    for (int i = 0; i < 100; i++) {
      aSemaphore();
    }
    assertThat(size()).isLessThan(before + 100);
  }

  private long size() {
    return send(Request.cmd(Command.ZCARD).arg("lockstep:semaphores")).toLong();
  }

  private Response send(Request request) {
    return await(redis.link().with(session -> session.send(request)));
  }

  private String aSemaphore() {
    String name = "sem-" + UUID.randomUUID();
    take(name);
    return name;
  }

  private void take(String name) {
    rest.post("/semaphores/" + name + "/permits", Map.of("limit", 3, "ttlMs", 60_000)).expect(201);
  }
}
