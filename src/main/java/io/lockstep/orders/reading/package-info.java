/**
 * Orders and their history for those who read or follow them.
 *
 * <p>Uses: http, orders, orders.events, platform, security, sql, sql.tables.
 *
 * <p>API: none.
 *
 * <p>For orders alone: OrderFeed, OrderView.
 */
@CheckReturnValue
package io.lockstep.orders.reading;

import com.google.errorprone.annotations.CheckReturnValue;
