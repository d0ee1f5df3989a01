package io.lockstep.idempotency;

import io.lockstep.http.Answer;

/**
 * How outcomes of a use case are kept under their keys, and what a repeat gets.
 *
 * @param <R> the outcome
 */
public interface Replays<R> {
  /** For work whose outcome is the answer itself. */
  Replays<Answer> OF_ANSWERS =
      new Replays<>() {
        @Override
        public Answer answer(Answer outcome) {
          return outcome;
        }

        @Override
        public Answer replayed(Answer stored) {
          return stored;
        }
      };

  /** What is stored for a repeat. */
  Answer answer(R outcome);

  /** The outcome of a repeat, from the stored answer or the refusal. */
  R replayed(Answer stored);
}
