package io.lockstep.sql.groups;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Items of a {@link GroupCommit} that commit together, their callers, and their place in the order
 * of batches.
 */
final class GroupBatch<I, O> {
  private final List<Waiting<I, O>> callers;
  private final CompletableFuture<Void> earlierOnes;
  private final CompletableFuture<Void> thisOne = new CompletableFuture<>();
  private final CompletableFuture<Void> ended;

  /**
   * A batch.
   *
   * @param earlierOnes completes when all batches before it have ended
   */
  GroupBatch(List<Waiting<I, O>> callers, CompletableFuture<Void> earlierOnes) {
    this.callers = callers;
    this.earlierOnes = earlierOnes;
    this.ended = CompletableFuture.allOf(earlierOnes, thisOne);
  }

  int size() {
    return callers.size();
  }

  boolean isEmpty() {
    return callers.isEmpty();
  }

  List<I> items() {
    return callers.stream().map(Waiting::item).toList();
  }

  /** Each item alone, in the same place of the order. */
  List<GroupBatch<I, O>> split() {
    return callers.stream().map(caller -> new GroupBatch<>(List.of(caller), earlierOnes)).toList();
  }

  /**
   * Completes when all batches before this one have ended. A copy is waited for, since whoever
   * gives up waiting cancels what it waits for.
   */
  Uni<Void> turn() {
    return Uni.createFrom().completionStage(earlierOnes::copy);
  }

  /** Answers each caller, in their order. */
  void complete(List<O> outcomes) {
    for (int i = 0; i < callers.size(); i++) {
      callers.get(i).emitter.complete(outcomes.get(i));
    }
  }

  void fail(Throwable error) {
    callers.forEach(caller -> caller.emitter.fail(error));
  }

  /** Lets the next batch have its turn, as soon as those before this one have ended too. */
  void end() {
    thisOne.complete(null);
  }

  /** Completes when this batch and all before it have ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** An item, and the caller who waits for its outcome. */
  record Waiting<I, O>(I item, UniEmitter<? super O> emitter) {}
}
