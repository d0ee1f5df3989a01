package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Lets a held reservation lapse later, once: it is never shortened, and nobody holds for ever. */
@ApplicationScoped
class ExtendingReservation {
  private final ChangingReservation changing;
  private final Reservations reservations;

  ExtendingReservation(ChangingReservation changing, Reservations reservations) {
    this.changing = changing;
    this.reservations = reservations;
  }

  /** Adds {@code ttl} to the time when the reservation would have lapsed. */
  Uni<Answer> extend(KeyedAct act, String id, Duration ttl) {
    return changing.change(act, "reservation-extend", id, (tx, held) -> extend(tx, held, ttl));
  }

  private Uni<Answer> extend(Tx tx, Reservation held, Duration ttl) {
    if (held.extended()) {
      return Uni.createFrom().item(Answer.refused(alreadyExtended()));
    }
    Reservation extended = held.extendedBy(ttl);
    return reservations.extend(tx, extended).map(done -> Answer.ok(extended));
  }

  private static Problem alreadyExtended() {
    return Problem.of(ProblemType.ALREADY_EXTENDED, "A reservation can be extended once");
  }
}
