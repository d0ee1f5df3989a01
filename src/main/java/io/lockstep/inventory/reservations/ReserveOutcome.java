package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;

/** What became of a command. */
public sealed interface ReserveOutcome {
  Answer toAnswer();

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
          Problem.conflict("out-of-stock", "Out of stock", "There are not enough units left")
              .with("available", available));
    }
  }

  /** Another transaction holds the row, and the guard does not wait. */
  record Busy() implements ReserveOutcome {
    @Override
    public Answer toAnswer() {
      return Answer.refused(
          Problem.conflict("stock-busy", "Stock busy", "Another reservation holds the stock row")
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
