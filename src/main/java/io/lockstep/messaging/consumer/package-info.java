/**
 * Applies the messages of a queue or topic, each exactly once and in the order of its subject, many
 * in one transaction.
 *
 * <p>Uses: messaging, messaging.brokers, messaging.deadletters, sql, sql.groups, sql.tables,
 * sweeps.
 *
 * <p>API: EventTypes, MessageConsumer, Received, TopicConsumer.
 */
@CheckReturnValue
package io.lockstep.messaging.consumer;

import com.google.errorprone.annotations.CheckReturnValue;
