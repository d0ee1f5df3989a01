/**
 * Request and reply over RabbitMQ.
 *
 * <p>Uses: http, messaging, messaging.brokers, platform, sql.
 *
 * <p>API: Repliers, Requests.
 */
@CheckReturnValue
package io.lockstep.messaging.requests;

import com.google.errorprone.annotations.CheckReturnValue;
