package io.lockstep.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InterruptException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumers that the page on events shows hear of an order. */
@QuarkusTest
class EventConsumersTest {
  private static final Path PAGE = Path.of("docs/events.md");
  private static final String ON_KAFKA = "ConfirmedOrders";
  private static final String ON_RABBITMQ = "OrderMails";

  private final Stack stack = Stack.current();

  /** Data by order, as the consumers have said. */
  private final Map<String, String> heard = new ConcurrentHashMap<>();

  @TempDir private Path classes;
  private ClassLoader loader;

  @BeforeEach
  void compileThem() throws Exception {
    List<Block> blocks = Block.of(PAGE).stream().filter(block -> block.is("java")).toList();
    assertThat(JavaPieces.compile(blocks, classes)).isEmpty();
    URL[] compiled = {classes.toUri().toURL()};
    loader = new URLClassLoader(compiled, getClass().getClassLoader());
  }

  @Test
  void oneHearsFromKafkaThatAnOrderIsConfirmed() throws Exception {
    Thread consumer = new Thread(this::followKafka);
    consumer.start();
    try {
      expectToHearOf(OrderFixture.through(Rest.ofTest()).aConfirmedOrder().path("id").asText());
    } finally {
      consumer.interrupt();
      consumer.join();
    }
  }

  private void followKafka() {
    try {
      follow(ON_KAFKA, stack.setting("KAFKA_BOOTSTRAP_SERVERS"));
    } catch (InterruptException ended) {
      // by the test
    }
  }

  @Test
  void oneHearsFromRabbitMqWhatBecomesOfAnOrder() throws Exception {
    String broker =
        "amqp://%s:%s@%s:%s"
            .formatted(
                Stream.of("USERNAME", "PASSWORD", "HOST", "PORT")
                    .map(each -> stack.setting("RABBITMQ_" + each))
                    .toArray());
    try (Connection connection = (Connection) follow(ON_RABBITMQ, broker)) {
      try {
        expectToHearOf(OrderFixture.through(Rest.ofTest()).aConfirmedOrder().path("id").asText());
      } finally {
        connection.createChannel().queueDelete("mails.orders");
      }
    }
  }

  private void expectToHearOf(String order) {
    Awaitility.await(order).until(() -> heard.containsKey(order));
    assertThat(heard.get(order)).contains("\"orderId\":\"" + order + "\"");
  }

  private Object follow(String consumer, String broker) {
    try {
      Class<?> ledger = loader.loadClass(ON_KAFKA + "$Ledger");
      Object keeping =
          Proxy.newProxyInstance(
              loader,
              new Class<?>[] {ledger},
              (proxy, method, arguments) ->
                  heard.put((String) arguments[1], (String) arguments[2]));
      Method follow = loader.loadClass(consumer).getDeclaredMethod("follow", String.class, ledger);
      follow.setAccessible(true);
      return follow.invoke(null, broker, keeping);
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed);
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(missing);
    }
  }
}
