package io.lockstep.inventory;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Ends a held reservation: its units are sold, or free again. */
@ApplicationScoped
class SettlingReservation {
  private final Idempotency idempotency;
  private final Reservations reservations;
  private final StockRows stock;

  SettlingReservation(Idempotency idempotency, Reservations reservations, StockRows stock) {
    this.idempotency = idempotency;
    this.reservations = reservations;
    this.stock = stock;
  }

  Uni<Answer> commit(Optional<IdempotencyKey> key, String id) {
    return settle(key, id, ReservationStatus.COMMITTED);
  }

  Uni<Answer> release(Optional<IdempotencyKey> key, String id) {
    return settle(key, id, ReservationStatus.RELEASED);
  }

  private Uni<Answer> settle(Optional<IdempotencyKey> key, String id, ReservationStatus end) {
    return idempotency.once(
        key,
        TxOptions.of("reservation-settle"),
        tx -> reservations.lock(tx, id).flatMap(found -> settleFound(tx, found, end)));
  }

  private Uni<Answer> settleFound(Tx tx, Optional<Reservation> found, ReservationStatus end) {
    Optional<Problem> refusal = refusal(found);
    if (refusal.isPresent()) {
      return Uni.createFrom().item(Answer.refused(refusal.get()));
    }
    Reservation held = found.orElseThrow();
    return reservations
        .end(tx, List.of(held), end)
        .chain(() -> stock.apply(tx, changes(held, end)))
        .map(done -> Answer.ok(held.as(end)));
  }

  private static StockChanges changes(Reservation held, ReservationStatus end) {
    StockChanges changes = new StockChanges();
    return end == ReservationStatus.COMMITTED
        ? changes.sellHeld(held.sku(), held.quantity())
        : changes.release(held.sku(), held.quantity());
  }

  /** Why this reservation cannot be changed, if it cannot. */
  static Optional<Problem> refusal(Optional<Reservation> found) {
    if (found.isEmpty()) {
      return Optional.of(Problem.notFound("The reservation"));
    }
    return found.filter(reservation -> !reservation.isHeld()).map(SettlingReservation::notHeld);
  }

  private static Problem notHeld(Reservation reservation) {
    return Problem.conflict(
            "reservation-not-held",
            "Reservation not held",
            "The reservation is " + reservation.status() + " already")
        .with("reservationStatus", reservation.status());
  }
}
