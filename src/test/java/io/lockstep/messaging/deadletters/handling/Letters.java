package io.lockstep.messaging.deadletters.handling;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Dead letters of a queue that no other test has. */
final class Letters {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Rest rest;
  private final String queue;

  Letters(Rest rest, String queue) {
    this.rest = rest;
    this.queue = queue;
  }

  /** One more; answers what the list says of it. */
  JsonNode dead(String type, String reason, String body, Map<String, Object> more) {
    String messageId = UUID.randomUUID().toString();
    Map<String, Object> headers = new HashMap<>(more);
    headers.put("x-lockstep-queue", queue);
    headers.put("x-lockstep-reason", reason);
    headers.put("x-lockstep-dead-at", messageId);
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder().messageId(messageId).type(type).headers(headers).build();
    try (RabbitTap tap = RabbitTap.on(Stack.current())) {
      tap.publish("dlx", "a.test", properties, body.getBytes(StandardCharsets.UTF_8));
      return Awaitility.await("the letter " + messageId)
          .atMost(TIMEOUT)
          .until(() -> find(messageId), found -> found != null);
    }
  }

  private JsonNode find(String messageId) {
    for (JsonNode letter : list("")) {
      if (letter.path("messageId").asText().equals(messageId)) {
        return letter;
      }
    }
    return null;
  }

  /** Those of the queue that these filters leave. */
  JsonNode list(String filters) {
    return rest.get("/dead-letters?limit=100&queue=" + queue + filters)
        .expect(200)
        .json()
        .path("data");
  }
}
