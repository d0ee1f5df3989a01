/**
 * Messages that are published if and only if their transaction commits, at least once, in the order
 * of their subject.
 *
 * <p>Uses: locks.leases, locks.redis, messaging, messaging.brokers, platform, sql, sql.tables.
 *
 * <p>API: Outbox, OutboxBacklog, OutgoingMessage.
 *
 * <p>For messaging alone: OutboxRow, RelaySignal, UnpublishableRows.
 */
@CheckReturnValue
package io.lockstep.messaging.outbox;

import com.google.errorprone.annotations.CheckReturnValue;
