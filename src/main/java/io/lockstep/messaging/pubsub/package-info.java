/**
 * Publish and subscribe, over REST with server-sent events; a module may do so through Events and
 * Subscriptions.
 *
 * <p>Uses: http, http.json, idempotency, messaging, messaging.brokers, messaging.outbox, platform,
 * sql, sql.groups.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.messaging.pubsub;

import com.google.errorprone.annotations.CheckReturnValue;
