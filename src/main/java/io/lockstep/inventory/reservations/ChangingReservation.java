package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Changes a reservation as long as it is held. One that has lapsed and still has its units is
 * expired first, in a transaction of its own: so the refusal that follows says what everybody reads
 * from then on.
 */
@ApplicationScoped
class ChangingReservation {
  private final Idempotency idempotency;
  private final Reservations reservations;
  private final ExpiringReservations expiring;

  ChangingReservation(
      Idempotency idempotency, Reservations reservations, ExpiringReservations expiring) {
    this.idempotency = idempotency;
    this.reservations = reservations;
    this.expiring = expiring;
  }

  /**
   * Runs {@code change} on the locked reservation, once for each key.
   *
   * @return its answer, or the refusal where there is none of that id or it is not held
   */
  Uni<Answer> change(
      KeyedAct act, String useCase, String id, BiFunction<Tx, Reservation, Uni<Answer>> change) {
    return attempt(act, useCase, id, change)
        .onFailure(HasLapsed.class)
        .recoverWithUni(
            lapsed -> expiring.expire(id).chain(() -> attempt(act, useCase, id, change)));
  }

  private Uni<Answer> attempt(
      KeyedAct act, String useCase, String id, BiFunction<Tx, Reservation, Uni<Answer>> change) {
    return idempotency.once(
        act,
        TxOptions.of(useCase),
        tx -> reservations.lock(tx, id).flatMap(found -> changeFound(tx, found, change)));
  }

  private static Uni<Answer> changeFound(
      Tx tx, Optional<Reservation> found, BiFunction<Tx, Reservation, Uni<Answer>> change) {
    if (found.filter(Reservation::lapsed).isPresent()) {
      return Uni.createFrom().failure(new HasLapsed());
    }
    return refusal(found)
        .map(refused -> Uni.createFrom().item(Answer.refused(refused)))
        .orElseGet(() -> change.apply(tx, found.orElseThrow()));
  }

  private static Optional<Problem> refusal(Optional<Reservation> found) {
    if (found.isEmpty()) {
      return Optional.of(Problem.notFound("The reservation"));
    }
    return found.filter(reservation -> !reservation.isHeld()).map(ChangingReservation::notHeld);
  }

  private static Problem notHeld(Reservation reservation) {
    return Problem.of(
            ProblemType.RESERVATION_NOT_HELD,
            "The reservation is " + reservation.status() + " already")
        .with("reservationStatus", reservation.status());
  }

  /** Rolls the change back, so that the reservation can be expired before. */
  private static final class HasLapsed extends RuntimeException {
    private HasLapsed() {
      super("the reservation has lapsed", null, false, false);
    }
  }
}
