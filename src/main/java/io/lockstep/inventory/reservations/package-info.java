/**
 * Reservations: committing, releasing, extending, expiring.
 *
 * <p>Uses: http, idempotency, inventory.stock, operations, platform, security, sql, sql.tables,
 * sweeps.
 *
 * <p>API: none.
 *
 * <p>For inventory alone: Reservation, ReservationCommand, Reservations, ReserveOutcome.
 */
@CheckReturnValue
package io.lockstep.inventory.reservations;

import com.google.errorprone.annotations.CheckReturnValue;
