package io.lockstep;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged service on bad days: what was taken is neither lost nor done twice. {@code
 * -Dlockstep.it.full=true} runs it at full size.
 */
class CrashIT {
  private static final int ORDERS = Boolean.getBoolean("lockstep.it.full") ? 20_000 : 2_000;
  private static final int IN_FLIGHT = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Stack stack = Stack.current();

  @Test
  void losesNothingWhenItIsKilledInTheMiddleOfThousandsOfOrders() {
    PackagedService first = PackagedService.start();
    try {
      OrderFixture given = OrderFixture.through(first.rest());
      String sku = given.aProductWithStock(ORDERS * 3 / 4);
      String user = given.aRichUser();
      Load load = new Load(first.rest(), user, sku);
      load.place(ORDERS / 2);
      CompletableFuture<Void> more = CompletableFuture.runAsync(() -> load.place(ORDERS / 2));
      Awaitility.await().atMost(PATIENCE).until(() -> load.taken().size() > ORDERS * 6 / 10);

      first.kill9();
      more.join();
      try (PackagedService second = PackagedService.on(stack).start()) {
        assertAllFinal(second.rest(), load.taken(), user, sku);
      }
    } finally {
      first.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RABBITMQ", "KAFKA", "DATABASE", "REDIS"})
  void carriesOnWhenAServerGoesAwayInTheMiddleOfFiveHundredOrders(Server server) {
    try (PackagedService service = PackagedService.start()) {
      OrderFixture given = OrderFixture.through(service.rest());
      String sku = given.aProductWithStock(400);
      String user = given.aRichUser();
      Load load = new Load(service.rest(), user, sku);
      load.place(200);
      CompletableFuture<Void> more = CompletableFuture.runAsync(() -> load.place(300));

      stack.stop(server);
      stack.start(server);
      more.join();

      assertAllFinal(service.rest(), load.taken(), user, sku);
    } finally {
      stack.start(server);
    }
  }

  @Test
  void takesOrdersWhileRabbitIsAwayAndCarriesThemLater() {
    try (PackagedService service = PackagedService.start()) {
      OrderFixture given = OrderFixture.through(service.rest());
      String sku = given.aProductWithStock(400);
      String user = given.aRichUser();
      stack.stop(Server.RABBITMQ);
      Load load = new Load(service.rest(), user, sku);
      load.place(50);
      assertThat(load.taken()).hasSize(50);

      stack.start(Server.RABBITMQ);

      assertAllFinal(service.rest(), load.taken(), user, sku);
    } finally {
      stack.start(Server.RABBITMQ);
    }
  }

  /** Each message is one row for both brokers, and yet neither waits for the other. */
  @Test
  void confirmsOrdersWhileKafkaHangsAndTellsItLaterInOrder() {
    try (PackagedService service = PackagedService.start();
        KafkaTap kafka = KafkaTap.on(stack, "order-events")) {
      OrderFixture given = OrderFixture.through(service.rest());
      String sku = given.aProductWithStock(400);
      String user = given.aRichUser();
      Load load = new Load(service.rest(), user, sku);
      stack.pause(Server.KAFKA);
      load.place(200);
      Awaitility.await("all orders are confirmed")
          .atMost(PATIENCE)
          .until(
              () ->
                  isEmpty(service.rest(), user, "PENDING")
                      && isEmpty(service.rest(), user, "PAID"));
      assertThat(kafka.count()).isZero();

      stack.resume(Server.KAFKA);

      for (String order : load.taken()) {
        kafka.await(fact -> order.equals(fact.key()) && fact.type().equals("order.confirmed"));
        assertThat(kafka.about(order).stream().map(KafkaTap.Message::type).distinct())
            .containsExactly("order.created", "order.paid", "order.confirmed");
      }
      assertAllFinal(service.rest(), load.taken(), user, sku);
    } finally {
      stack.resume(Server.KAFKA);
    }
  }

  private static void assertAllFinal(Rest rest, List<String> taken, String user, String sku) {
    Awaitility.await("all orders are final")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> isEmpty(rest, user, "PENDING") && isEmpty(rest, user, "PAID"));
    for (String id : taken) {
      assertThat(OrderFixture.isFinal(rest.get("/orders/" + id).expect(200).json())).isTrue();
    }
    JsonNode stock = rest.get("/stock/" + sku).expect(200).json();
    assertThat(stock.path("onHand").asInt()).isNotNegative();
    Awaitility.await("the audit holds")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode audit = rest.get("/audit").expect(200).json();
              assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
            });
  }

  private static boolean isEmpty(Rest rest, String user, String status) {
    return rest.get("/orders?limit=1&userId=" + user + "&status=" + status)
        .expect(200)
        .json()
        .path("data")
        .isEmpty();
  }

  /** Places orders, many at a time, and remembers those that were taken. */
  private static final class Load {
    private final Rest rest;
    private final String user;
    private final String sku;
    private final List<String> taken = new ArrayList<>();

    Load(Rest rest, String user, String sku) {
      this.rest = rest;
      this.user = user;
      this.sku = sku;
    }

    void place(int count) {
      for (int done = 0; done < count; done += IN_FLIGHT) {
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = done; i < Math.min(count, done + IN_FLIGHT); i++) {
          calls.add(
              rest.callLater("POST", "/orders", anOrderOf(user, sku, 1))
                  .handle((answer, error) -> note(answer)));
        }
        calls.forEach(CompletableFuture::join);
      }
    }

    /** A call that got no answer, or a 503, promised nothing. */
    private synchronized Void note(Rest.Answer answer) {
      if (answer != null && answer.status() == 201) {
        taken.add(answer.json().path("id").asText());
      }
      return null;
    }

    synchronized List<String> taken() {
      return List.copyOf(taken);
    }
  }
}
