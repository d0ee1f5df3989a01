package io.lockstep.inventory.reservations;

import io.lockstep.platform.Ids;
import io.lockstep.security.Ownership;
import io.lockstep.security.Permission.Belongings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A reservation belongs to the shopper who has made it. */
@ApplicationScoped
class ReservationOwners implements Ownership {
  private final ReadingReservations reading;

  ReservationOwners(ReadingReservations reading) {
    this.reading = reading;
  }

  @Override
  public Belongings what() {
    return Belongings.RESERVATION;
  }

  @Override
  public Uni<Optional<String>> ownerOf(String id) {
    return Ids.isWellFormed(id) ? reading.ownerOf(id) : Uni.createFrom().item(Optional.empty());
  }
}
