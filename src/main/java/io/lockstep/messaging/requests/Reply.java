package io.lockstep.messaging.requests;

import com.rabbitmq.client.AMQP;
import io.lockstep.messaging.brokers.CloudEventHeaders;

/**
 * A reply as it travels. A good one is any JSON of type {@code reply}; an error has the type {@code
 * error} and an RFC 9457 problem as its body.
 *
 * @param error whether the replier says that it cannot answer
 * @param body JSON, as far as the replier can be trusted
 */
record Reply(boolean error, byte[] body) {
  static final String ERROR_TYPE = "error";
  static final String PROBLEM_JSON = "application/problem+json";

  private static final String GOOD_TYPE = "reply";
  private static final int TRANSIENT = 1;

  static Reply of(AMQP.BasicProperties properties, byte[] body) {
    return new Reply(
        ERROR_TYPE.equals(properties.getType()) || PROBLEM_JSON.equals(properties.getContentType()),
        body);
  }

  /** The properties of this reply to a request with that correlation id. */
  AMQP.BasicProperties properties(String correlationId) {
    return new AMQP.BasicProperties.Builder()
        .correlationId(correlationId)
        .type(error ? ERROR_TYPE : GOOD_TYPE)
        .contentType(error ? PROBLEM_JSON : CloudEventHeaders.CONTENT_TYPE)
        .deliveryMode(TRANSIENT)
        .build();
  }
}
