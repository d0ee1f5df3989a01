/**
 * An order, its states and its rows.
 *
 * <p>Uses: orders.events, platform, sql, sql.tables, sweeps.
 *
 * <p>API: OpenOrders, OrderFigures.
 *
 * <p>For orders alone: CancelReason, ExternalId, Order, OrderChange, OrderHistoryEntry,
 * OrderRepository, OrderRows, OrderStatus, OrdersConfig, RecentOrders.
 */
@CheckReturnValue
package io.lockstep.orders;

import com.google.errorprone.annotations.CheckReturnValue;
