/**
 * An order, its states and its rows.
 *
 * <p>Uses: http, orders.events, platform, sql, sql.tables, sweeps.
 *
 * <p>API: OpenOrders, OrderFigures.
 *
 * <p>For orders alone: CancelReason, Order, OrderChange, OrderHistoryEntry, OrderRepository,
 * OrderStatus, OrdersConfig.
 */
@CheckReturnValue
package io.lockstep.orders;

import com.google.errorprone.annotations.CheckReturnValue;
