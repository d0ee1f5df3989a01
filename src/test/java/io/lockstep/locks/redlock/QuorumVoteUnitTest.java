package io.lockstep.locks.redlock;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QuorumVoteUnitTest {
  private final Map<String, UniEmitter<? super Boolean>> asked = new HashMap<>();
  private final CompletableFuture<QuorumVote> vote = among("a", "b", "c", "d", "e");

  @Test
  void asksAllAtOnce() {
    assertThat(asked).containsOnlyKeys("a", "b", "c", "d", "e");
    assertThat(vote).isNotDone();
  }

  @Test
  void isCarriedAsSoonAsAMajoritySaysYes() {
    yes("a", "b");
    assertThat(vote).isNotDone();

    yes("e");
    assertThat(vote).isCompletedWithValue(new QuorumVote(5, 3, 3, 0));
    assertThat(vote.join().isCarried()).isTrue();
    assertThat(vote.join().isRejected()).isFalse();
  }

  @Test
  void isRejectedAsSoonAsNoMajorityIsLeft() {
    no("a", "b");
    assertThat(vote).isNotDone();

    no("c");
    assertThat(vote).isCompletedWithValue(new QuorumVote(5, 3, 0, 3));
    assertThat(vote.join().isRejected()).isTrue();
    assertThat(vote.join().isCarried()).isFalse();
  }

  @Test
  void waitsForTheVoteThatDecides() {
    yes("a", "b");
    no("c", "d");
    assertThat(vote).isNotDone();

    yes("e");
    assertThat(vote.join().isCarried()).isTrue();
  }

  @Test
  void isNeitherCarriedNorRejectedWhereTooManyDoNotAnswer() {
    yes("a", "b");
    no("c");
    silent("d");
    assertThat(vote).isNotDone();

    silent("e");
    assertThat(vote).isCompletedWithValue(new QuorumVote(5, 3, 2, 1));
    assertThat(vote.join().isCarried()).isFalse();
    assertThat(vote.join().isRejected()).isFalse();
  }

  @Test
  void takesNoAbstentionForANo() {
    silent("a", "b", "c");
    assertThat(vote).isNotDone();

    yes("d", "e");
    assertThat(vote.join().isRejected()).isFalse();
  }

  @Test
  void isCarriedInSpiteOfAMinorityThatDoesNotAnswer() {
    silent("a", "b");
    yes("c", "d", "e");

    assertThat(vote).isCompletedWithValue(new QuorumVote(5, 3, 3, 0));
  }

  @Test
  void isNotChangedByVotesThatComeLate() {
    yes("a", "b", "c");
    no("d");
    silent("e");

    assertThat(vote).isCompletedWithValue(new QuorumVote(5, 3, 3, 0));
  }

  @Test
  void takesAQuestionThatFailsAtOnceForAnAbstention() {
    CompletableFuture<QuorumVote> broken =
        QuorumVote.<String>among(
                List.of("a", "b", "c"),
                2,
                server -> {
                  if (server.equals("a")) {
                    throw new IllegalStateException("no connection");
                  }
                  return Uni.createFrom().item(true);
                })
            .subscribeAsCompletionStage();

    assertThat(broken).isCompletedWithValue(new QuorumVote(3, 2, 2, 0));
  }

  @Test
  void isRejectedWhereThereIsNobodyToAsk() {
    CompletableFuture<QuorumVote> none =
        QuorumVote.<String>among(List.of(), 1, server -> Uni.createFrom().item(true))
            .subscribeAsCompletionStage();

    assertThat(none.join().isRejected()).isTrue();
    assertThat(none.join().isCarried()).isFalse();
  }

  @Test
  void isUpToTheOnlyServerWhereThereIsOne() {
    CompletableFuture<QuorumVote> one =
        QuorumVote.<String>among(List.of("a"), 1, server -> Uni.createFrom().item(true))
            .subscribeAsCompletionStage();

    assertThat(one.join().isCarried()).isTrue();
  }

  private CompletableFuture<QuorumVote> among(String... servers) {
    return QuorumVote.among(
            List.of(servers),
            servers.length / 2 + 1,
            server -> Uni.createFrom().<Boolean>emitter(answer -> asked.put(server, answer)))
        .subscribeAsCompletionStage();
  }

  private void yes(String... servers) {
    for (String server : servers) {
      asked.get(server).complete(true);
    }
  }

  private void no(String... servers) {
    for (String server : servers) {
      asked.get(server).complete(false);
    }
  }

  private void silent(String... servers) {
    for (String server : servers) {
      asked.get(server).fail(new IllegalStateException("no answer from " + server));
    }
  }
}
