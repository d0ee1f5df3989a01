/**
 * Work that is due: found periodically, done item by item, so that a bad one holds up no other and
 * is set aside by name.
 *
 * <p>Uses: operations, platform, sql, sql.tables.
 *
 * <p>API: Due, ItemSweep, Sweep, SweptItems.
 */
@CheckReturnValue
package io.lockstep.sweeps;

import com.google.errorprone.annotations.CheckReturnValue;
