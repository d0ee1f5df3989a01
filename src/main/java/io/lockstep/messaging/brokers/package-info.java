/**
 * Connections to RabbitMQ and Kafka, what they deliver, what they take, and whether they are there.
 *
 * <p>Uses: http, operations, platform.
 *
 * <p>API: Destination, Exchange.
 *
 * <p>For messaging alone: Broker, BrokerChannels, CloudEventHeaders, Delivery, KeptHeaders,
 * RabbitLimits, RabbitLink, RabbitLinks, TopicRecord, Unpublishable.
 */
@CheckReturnValue
package io.lockstep.messaging.brokers;

import com.google.errorprone.annotations.CheckReturnValue;
