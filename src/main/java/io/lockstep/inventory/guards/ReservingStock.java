package io.lockstep.inventory.guards;

import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.stock.InventoryConfig;
import io.lockstep.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Sets units aside for a while, behind the guard that the caller or the configuration names. */
@ApplicationScoped
class ReservingStock {
  private final StockGuards guards;
  private final InventoryConfig config;
  private final Ids ids;

  ReservingStock(StockGuards guards, InventoryConfig config, Ids ids) {
    this.guards = guards;
    this.config = config;
    this.ids = ids;
  }

  /**
   * Answers the reservation or the refusal.
   *
   * @param owner the shopper whose it will be, or null
   * @throws io.lockstep.http.Problem 400 if there is no such guard
   */
  Uni<ReserveOutcome> reserve(KeyedAct act, String sku, ReservationRequest request, String owner) {
    ReservationCommand command =
        new ReservationCommand(
            ids.next().toString(),
            sku,
            request.quantity(),
            request.reference(),
            ttlOf(request),
            owner);
    return guards.named(request.guard()).reserve(act, command);
  }

  private Duration ttlOf(ReservationRequest request) {
    return request.ttlSeconds() == null
        ? config.reservationTtl()
        : Duration.ofSeconds(request.ttlSeconds());
  }
}
