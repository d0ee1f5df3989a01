package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.stock.StockDeltas;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Ends a held reservation: its units are sold, or free again. */
@ApplicationScoped
class SettlingReservation {
  private final ChangingReservation changing;
  private final Reservations reservations;
  private final StockRows stock;

  SettlingReservation(ChangingReservation changing, Reservations reservations, StockRows stock) {
    this.changing = changing;
    this.reservations = reservations;
    this.stock = stock;
  }

  Uni<Answer> commit(KeyedAct act, String id) {
    return settle(act, id, ReservationStatus.COMMITTED);
  }

  Uni<Answer> release(KeyedAct act, String id) {
    return settle(act, id, ReservationStatus.RELEASED);
  }

  private Uni<Answer> settle(KeyedAct act, String id, ReservationStatus end) {
    return changing.change(act, "reservation-settle", id, (tx, held) -> settle(tx, held, end));
  }

  private Uni<Answer> settle(Tx tx, Reservation held, ReservationStatus end) {
    return reservations
        .end(tx, List.of(held), end)
        .chain(() -> stock.apply(tx, changes(held, end)))
        .map(done -> Answer.ok(held.as(end)));
  }

  private static StockDeltas changes(Reservation held, ReservationStatus end) {
    StockDeltas changes = new StockDeltas();
    return end == ReservationStatus.COMMITTED
        ? changes.sellHeld(held.sku(), held.quantity())
        : changes.release(held.sku(), held.quantity());
  }
}
