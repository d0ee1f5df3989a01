package io.lockstep.logins.limits;

import io.smallrye.mutiny.Uni;

/**
 * The tokens of one caller on this instance: a portion that was taken from the bucket that all
 * instances share, given out one by one. What is left of a portion after a second is given up, so
 * that it does not mislead for long: a token lost makes a limit stricter, never wider.
 */
final class Bucket {
  private static final long PORTION_NANOS = 1_000_000_000L;

  private final Policy policy;
  private final Source source;
  private long here;
  private long shared;
  private long takenAt;
  private Uni<Portion> taking;

  Bucket(Policy policy, Source source) {
    this.policy = policy;
    this.source = source;
    this.shared = policy.requests();
  }

  /** Takes so many tokens, all or none; refuses only once there are none left to be had. */
  Uni<Verdict> take(int tokens, long now) {
    Verdict verdict = takeHere(tokens, now);
    return verdict != null
        ? Uni.createFrom().item(verdict)
        : portion(tokens)
            .flatMap(
                portion ->
                    portion.granted() == 0
                        ? Uni.createFrom().item(refused(tokens))
                        : take(tokens, System.nanoTime()));
  }

  private synchronized Verdict takeHere(int tokens, long now) {
    if (now - takenAt > PORTION_NANOS) {
      here = 0;
    }
    if (here < tokens) {
      return null;
    }
    here -= tokens;
    return new Verdict(policy, true, here + shared, 0);
  }

  /** Puts back what was taken for nothing. */
  synchronized void giveBack(int tokens) {
    here += tokens;
  }

  private synchronized Verdict refused(int tokens) {
    long left = here + shared;
    return new Verdict(
        policy, false, left, Math.max(1, policy.secondsUntil((double) tokens - left)));
  }

  /** Those who come while a portion is under way wait for that one. */
  private synchronized Uni<Portion> portion(int tokens) {
    if (taking == null) {
      taking =
          source
              .take(policy, Math.max(tokens, policy.portion()))
              .invoke(this::taken)
              .memoize()
              .indefinitely();
    }
    return taking;
  }

  private synchronized void taken(Portion portion) {
    taking = null;
    here += portion.granted();
    shared = portion.left();
    takenAt = System.nanoTime();
  }

  /** Where portions come from; never fails. */
  @FunctionalInterface
  interface Source {
    Uni<Portion> take(Policy policy, int tokens);
  }

  /**
   * Some tokens of a bucket.
   *
   * @param granted how many
   * @param left how many are left behind
   */
  record Portion(long granted, long left) {}

  /**
   * Whether a request may go on.
   *
   * @param policy of the bucket that was asked
   * @param left how many tokens there are still
   * @param retryAfter in how many seconds it is worth trying again
   */
  record Verdict(Policy policy, boolean isAllowed, long left, long retryAfter) {}
}
