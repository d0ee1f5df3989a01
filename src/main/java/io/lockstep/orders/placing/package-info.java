/**
 * Takes orders, many in one transaction, and where the caller wants it waits until they are final.
 *
 * <p>Uses: auditlog, catalog, http, idempotency, messaging.outbox, orders, orders.events,
 * orders.reading, platform, security, sql, sql.groups, sql.tables, users.
 *
 * <p>API: PaymentMethods.
 */
@CheckReturnValue
package io.lockstep.orders.placing;

import com.google.errorprone.annotations.CheckReturnValue;
