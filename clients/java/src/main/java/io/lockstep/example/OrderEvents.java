package io.lockstep.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.client.ApiClient;
import io.lockstep.client.model.OrderStatusEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server-sent events of an order as they come. The generated {@code followOrder} gives their
 * text once the stream has ended.
 */
final class OrderEvents {
  private static final String DATA = "data:";

  private OrderEvents() {}

  /** Tells the status of the order now and each change of it, and returns when it is final. */
  static void follow(ApiClient client, UUID order, Consumer<OrderStatusEvent> listener)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(client.getBaseUri() + "/orders/" + order + "/events"))
            .header("Accept", "text/event-stream, application/problem+json");
    if (client.getRequestInterceptor() != null) {
      client.getRequestInterceptor().accept(request); // the login
    }
    HttpResponse<Stream<String>> response =
        client.getHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(Problem.of(lines.collect(Collectors.joining("\n"))).detail());
      }
      // each event has one line of data; the other lines are its id, its type, and comments
      Iterator<String> data = lines.filter(line -> line.startsWith(DATA)).iterator();
      while (data.hasNext()) {
        JsonNode event = client.getObjectMapper().readTree(data.next().substring(DATA.length()));
        if (!event.has("status")) {
          throw new IOException("the service has ended the stream: " + event.path("reason"));
        }
        listener.accept(client.getObjectMapper().treeToValue(event, OrderStatusEvent.class));
      }
    }
  }
}
