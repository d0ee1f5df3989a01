/**
 * Allocates the stock of paid orders and returns it; answers orders in the events that
 * orders.events owns.
 *
 * <p>Uses: inventory.stock, messaging.consumer, messaging.outbox, orders.changing, orders.events,
 * platform, sql, sql.tables, timeline.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.inventory.orders;

import com.google.errorprone.annotations.CheckReturnValue;
