/**
 * The events of orders, payments and inventory: what each message means, and what it is called.
 *
 * <p>Uses: messaging.brokers, messaging.consumer, messaging.outbox, messaging.schemas, platform.
 *
 * <p>API: InventoryEvent, OrderEvent, OrderFlowMessages, PaymentEvent, StockItem.
 *
 * <p>For orders alone: OrderFlowEvent, OrderItem.
 */
@CheckReturnValue
package io.lockstep.orders.events;

import com.google.errorprone.annotations.CheckReturnValue;
