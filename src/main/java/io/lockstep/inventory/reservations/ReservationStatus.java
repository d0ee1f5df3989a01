package io.lockstep.inventory.reservations;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What became of a reservation; all but HELD are final. */
@RegisterForReflection
public enum ReservationStatus {
  /** The units are promised until the reservation lapses. */
  HELD,
  /** The units are sold. */
  COMMITTED,
  /** The units are free again: given back, or a sale undone. */
  RELEASED,
  /** The units are free again: nobody decided in time. */
  EXPIRED
}
