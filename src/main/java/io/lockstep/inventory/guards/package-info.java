/**
 * The ways to guard a stock row, each with what it costs, and reserving stock behind one of them.
 * The decision is made in the transaction that changes the row.
 *
 * <p>Uses: catalog, http, idempotency, inventory.reservations, inventory.stock, locks,
 * locks.leases, platform, security, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.inventory.guards;

import com.google.errorprone.annotations.CheckReturnValue;
