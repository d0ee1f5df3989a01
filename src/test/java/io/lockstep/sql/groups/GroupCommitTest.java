package io.lockstep.sql.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockstep.sql.Tx;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two lanes prepare side by side and decide in turns. */
@QuarkusTest
class GroupCommitTest {
  private static final String BAD = "bad";

  @Inject GroupCommits groups;

  private final List<List<String>> prepared = new CopyOnWriteArrayList<>();
  private final List<String> decided = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
  private GroupCommit<String, String> group;

  @BeforeEach
  void open() {
    group = groups.<String, String>groupInTurns("group-commit-test", this::decide).lanes(2).build();
  }

  @Test
  void theSecondBatchPreparesAndThenWaitsForTheFirst() {
    CompletableFuture<String> first = submitHeld("first");
    CompletableFuture<String> second = submit("second");
    awaitPrepared("second");
    assertThat(decided).isEmpty();
    letGo("first");
    assertThat(get(first)).isEqualTo("done first");
    assertThat(get(second)).isEqualTo("done second");
    assertThat(decided).containsExactly("first", "second");
  }

  @Test
  void aBatchThatFailsGivesTheTurnToTheNext() {
    CompletableFuture<String> bad = submitHeld(BAD);
    CompletableFuture<String> next = submit("next");
    awaitPrepared("next");
    letGo(BAD);
    assertThat(get(next)).isEqualTo("done next");
    assertThatThrownBy(() -> get(bad)).hasRootCauseMessage(BAD);
  }

  @Test
  void aBatchThatFailsBeforeItsTurnDoesNotLetTheNextPassTheOneBefore() {
    CompletableFuture<String> first = submitHeld("first");
    CompletableFuture<String> early = submit("fails early");
    assertThatThrownBy(() -> get(early)).hasRootCauseMessage("fails early");
    CompletableFuture<String> third = submit("third");
    awaitPrepared("third");
    assertThat(decided).isEmpty();
    letGo("first");
    get(first);
    get(third);
    assertThat(decided).containsExactly("first", "third");
  }

  @Test
  void noLaneTakesAllThatWaits() {
    CompletableFuture<String> first = submitHeld("first");
    CompletableFuture<String> second = submit("second");
    awaitPrepared("second");
    List<CompletableFuture<String>> others =
        IntStream.range(0, 8).mapToObj(i -> submit("other " + i)).toList();
    letGo("first");
    List.of(first, second).forEach(GroupCommitTest::get);
    others.forEach(GroupCommitTest::get);
    assertThat(prepared).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(5));
    assertThat(decided).hasSize(10).startsWith("first", "second").endsWith("other 7");
  }

  private Uni<List<String>> decide(Tx tx, List<String> items, Uni<Void> turn) {
    prepared.add(items);
    if (items.contains("fails early")) {
      return Uni.createFrom().failure(new IllegalStateException("fails early"));
    }
    return turn.chain(() -> Uni.createFrom().completionStage(gate(items.get(0))))
        .map(
            open -> {
              if (items.contains(BAD)) {
                throw new IllegalStateException(BAD);
              }
              decided.addAll(items);
              return items.stream().map(item -> "done " + item).toList();
            });
  }

  /** An item whose batch has its turn, and ends only when it is let go. */
  private CompletableFuture<String> submitHeld(String item) {
    gates.put(item, new CompletableFuture<>());
    CompletableFuture<String> submitted = submit(item);
    awaitPrepared(item);
    return submitted;
  }

  private CompletableFuture<String> submit(String item) {
    return group.submit(item).subscribeAsCompletionStage();
  }

  private void letGo(String item) {
    gate(item).complete(null);
  }

  private CompletableFuture<Void> gate(String item) {
    return gates.getOrDefault(item, CompletableFuture.completedFuture(null));
  }

  private void awaitPrepared(String item) {
    await().atMost(Duration.ofSeconds(20)).until(() -> prepared.contains(List.of(item)));
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
