package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.Replays;

/** What became of a command. */
public sealed interface ReserveOutcome {
  /** How outcomes are kept under idempotency keys. */
  Replays<ReserveOutcome> REPLAYS =
      new Replays<>() {
        @Override
        public Answer answer(ReserveOutcome outcome) {
          return outcome.toAnswer();
        }

        @Override
        public ReserveOutcome replayed(Answer stored) {
          return new Replayed(stored);
        }
      };

  /** What HTTP says. */
  Answer toAnswer();

  /** The request was carried out before, or runs now. */
  record Replayed(Answer toAnswer) implements ReserveOutcome {}

  /** The units are set aside. */
  record Held(Reservation reservation) implements ReserveOutcome {
    @Override
    public Answer toAnswer() {
      return Answer.created("/reservations/" + reservation.id(), reservation);
    }
  }

  /** There are not enough. */
  record OutOfStock(long available) implements ReserveOutcome {
    @Override
    public Answer toAnswer() {
      return Answer.refused(
          Problem.of(ProblemType.OUT_OF_STOCK, "There are not enough units left")
              .with("available", available));
    }
  }

  /** Another transaction holds the row, and the guard does not wait. */
  record Busy() implements ReserveOutcome {
    @Override
    public Answer toAnswer() {
      return Answer.refused(
          Problem.of(ProblemType.STOCK_BUSY, "Another reservation holds the stock row")
              .retryAfter(1));
    }
  }

  /** There is no such SKU. */
  record UnknownSku() implements ReserveOutcome {
    @Override
    public Answer toAnswer() {
      return Answer.refused(Problem.notFound("The SKU"));
    }
  }
}
