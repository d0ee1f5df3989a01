/**
 * Price and stock of products, asked over RabbitMQ.
 *
 * <p>Uses: catalog, http, idempotency, inventory.stock, messaging.requests, platform, sql,
 * sql.groups.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.quotes;

import com.google.errorprone.annotations.CheckReturnValue;
