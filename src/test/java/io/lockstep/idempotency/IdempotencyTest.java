package io.lockstep.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.auditlog.AuditLog;
import io.lockstep.http.Answer;
import io.lockstep.sql.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The keys of requests, their claims and their stored answers. */
@QuarkusTest
class IdempotencyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Answer DONE = Answer.ok(Map.of("done", true));

  private final String value = "key-" + UUID.randomUUID();
  private final IdempotencyKey key = new IdempotencyKey("anna", value, "a".repeat(64));
  private final KeyedAct act = Acts.under(key);
  private final IdempotencyKey ofAnotherBody = new IdempotencyKey("anna", value, "b".repeat(64));

  @Inject Idempotency idempotency;
  @Inject IdempotencyKeys keys;
  @Inject Transactions transactions;
  @Inject AuditLog log;

  @Test
  void countsAKeyOnceThatOccursTwiceInABatch() {
    List<Optional<Answer>> answers =
        get(
            transactions.run(
                "test-claims",
                tx ->
                    keys.claim(
                        tx,
                        List.of(
                            Optional.of(key),
                            Optional.empty(),
                            Optional.of(key),
                            Optional.of(ofAnotherBody)))));
    assertThat(answers.get(0)).isEmpty();
    assertThat(answers.get(1)).isEmpty();
    assertThat(answers.get(2).orElseThrow().status()).isEqualTo(409);
    assertThat(answers.get(3).orElseThrow().status()).isEqualTo(422);
  }

  @Test
  void carriesWorkToItsEndWhenItsCallerCancels() {
    AtomicInteger begun = new AtomicInteger();
    CompletableFuture<Answer> end = new CompletableFuture<>();
    Supplier<Uni<Answer>> work =
        () -> {
          begun.incrementAndGet();
          return Uni.createFrom().completionStage(end);
        };
    idempotency.guarded(act, Replays.OF_ANSWERS, work).subscribe().with(answer -> {}).cancel();
    assertThat(get(idempotency.guarded(act, Replays.OF_ANSWERS, work)).status()).isEqualTo(409);
    assertThat(end).isNotCancelled();
    end.complete(DONE);
    assertThat(get(idempotency.guarded(act, Replays.OF_ANSWERS, work))).isEqualTo(DONE);
    assertThat(begun).hasValue(2);
  }

  @Test
  void storesTheAnswerOfWorkWhoseCallerHasGone() {
    CompletableFuture<Answer> end = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    Supplier<Uni<Answer>> work =
        () -> {
          begun.complete(null);
          return Uni.createFrom().completionStage(end);
        };
    var caller = idempotency.onceOutside(act, TIMEOUT, work).subscribe().with(answer -> {});
    begun.join();
    caller.cancel();
    end.complete(DONE);
    Answer repeated =
        get(
            idempotency
                .onceOutside(act, TIMEOUT, () -> Uni.createFrom().item(DONE))
                .repeat()
                .whilst(answer -> answer.status() == 409)
                .collect()
                .last());
    assertThat(repeated.headers()).containsEntry("Idempotent-Replayed", "true");
  }

  @Test
  void freesTheKeyOfWorkWhoseInstanceDied() {
    Supplier<Uni<Answer>> neverEnds = () -> Uni.createFrom().nothing();
    // another instance: what runs there is known here by its row alone
    Idempotency elsewhere = new Idempotency(transactions, keys, new ObjectMapper(), log);
    elsewhere.onceOutside(act, Duration.ofSeconds(1), neverEnds).subscribe().with(answer -> {});
    Supplier<Uni<Answer>> here = () -> Uni.createFrom().item(DONE);
    Answer answer =
        get(
            idempotency
                .onceOutside(act, TIMEOUT, here)
                .repeat()
                .withDelay(Duration.ofMillis(20))
                .whilst(done -> done.status() == 409)
                .collect()
                .last());
    assertThat(answer.status()).isEqualTo(200);
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(TIMEOUT);
  }
}
