import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes messages that nobody can read, so that the demo has dead letters: one for each queue or topic that is named.
 * The one in orders.inventory is of an order that is placed for it, and the answer of the stock waits behind it: the order
 * stays open. The message has to be there first, and the answer has three more messages to go, so it nearly always is;
 * whoever calls this looks whether it was.
 *
 * <p>Arguments: the service's address, a file with the header that logs in (- for none), queues and topics. Where the
 * brokers are is in the environment, as for the service.
 */
class DeadLetters {
  private static final String ORDER = "{\"userId\": \"demo-wanda\", \"items\": [{\"sku\": \"demo-mug\", \"quantity\": 1}]}";

  public static void main(String[] arguments) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
        switch (name) {
          case "workflow.changes" -> publish(channel, name, "start", "", "{\"workflowId\": \"" + UUID.randomUUID() + "\", \"workf");
          case "orders.inventory" -> {
            channel.queueDeclarePassive(name);
            publish(channel, name, "inventory.reserved", placeOrder(arguments[0], arguments[1]), "{\"orderId\": ");
          }
          case "user-events" -> publish(name, "{\"eventType\": \"USER_CREATED\", \"userId\": ");
          default -> throw new IllegalArgumentException(name);
        }
      }
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  /** Into this queue alone: nobody else who listens to events is to stumble over it. */
  private static void publish(Channel channel, String queue, String type, String subject, String body) throws Exception {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(UUID.randomUUID().toString())
            .type(type)
            .contentType("application/json")
            .deliveryMode(2)
            .headers(Map.of("cloudEvents_source", "/demo", "cloudEvents_subject", subject))
            .build();
    channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Under a key of its own: no record of a user waits behind it. */
  private static void publish(String topic, String body) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", System.getenv("KAFKA_BOOTSTRAP_SERVERS"), "delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000);
    String id = UUID.randomUUID().toString();
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, "demo-" + id, body);
    record.headers().add("ce_id", id.getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_type", "USER_CREATED".getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_source", "/demo".getBytes(StandardCharsets.UTF_8));
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(record).get(10, TimeUnit.SECONDS);
    }
  }

  private static String placeOrder(String service, String login) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service + "/orders"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(ORDER));
    if (!login.equals("-")) {
      String[] header = Files.readString(Path.of(login)).strip().split(": *", 2);
      request.header(header[0], header[1]);
    }
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException("the order was answered with " + answer.statusCode() + " " + answer.body());
    }
    String location = answer.headers().firstValue("location").orElseThrow();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(System.getenv("RABBITMQ_HOST"));
    factory.setPort(Integer.parseInt(System.getenv("RABBITMQ_PORT")));
    factory.setUsername(System.getenv("RABBITMQ_USERNAME"));
    factory.setPassword(System.getenv("RABBITMQ_PASSWORD"));
    return factory.newConnection("demo");
  }
}
