package io.lockstep.inventory;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Lets a held reservation lapse later, once: it is never shortened, and nobody holds for ever. */
@ApplicationScoped
class ExtendingReservation {
  private final Idempotency idempotency;
  private final Reservations reservations;

  ExtendingReservation(Idempotency idempotency, Reservations reservations) {
    this.idempotency = idempotency;
    this.reservations = reservations;
  }

  /** Adds {@code ttl} to the time when the reservation would have lapsed. */
  Uni<Answer> extend(Optional<IdempotencyKey> key, String id, Duration ttl) {
    return idempotency.once(
        key,
        TxOptions.of("reservation-extend"),
        tx -> reservations.lock(tx, id).flatMap(found -> extendFound(tx, found, ttl)));
  }

  private Uni<Answer> extendFound(Tx tx, Optional<Reservation> found, Duration ttl) {
    Optional<Problem> refusal =
        SettlingReservation.refusal(found)
            .or(() -> found.filter(Reservation::extended).map(already -> alreadyExtended()));
    if (refusal.isPresent()) {
      return Uni.createFrom().item(Answer.refused(refusal.get()));
    }
    Reservation extended = found.orElseThrow().extendedBy(ttl);
    return reservations.extend(tx, extended).map(done -> Answer.ok(extended));
  }

  private static Problem alreadyExtended() {
    return Problem.conflict(
        "already-extended", "Already extended", "A reservation can be extended once");
  }
}
