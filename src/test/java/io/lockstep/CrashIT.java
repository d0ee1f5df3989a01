package io.lockstep;

import static io.lockstep.testing.OrderFixture.anOrderOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.RawHttp;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
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
  private static final Duration TIMEOUT = Duration.ofMinutes(4);
  private static final Executor CALLERS = Executors.newFixedThreadPool(IN_FLIGHT);

  private final Stack stack = Stack.current();

  @Test
  void losesNothingWhenItIsKilledInTheMiddleOfThousandsOfOrders() {
    PackagedService first = PackagedService.start();
    try {
      OrderFixture given = OrderFixture.through(first.rest());
      String sku = given.aProductWithStock(ORDERS * 3 / 4);
      String user = given.aRichUser();
      Load load = new Load(first, user, sku);
      load.place(ORDERS / 2);
      CompletableFuture<Void> more = CompletableFuture.runAsync(() -> load.place(ORDERS / 2));
      Awaitility.await().atMost(TIMEOUT).until(() -> load.taken().size() > ORDERS * 6 / 10);

      first.kill9();
      more.join();
      try (PackagedService second = PackagedService.on(stack).start()) {
        assertAllFinal(second, load);
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
      Load load = new Load(service, user, sku);
      load.place(200);
      CompletableFuture<Void> more = CompletableFuture.runAsync(() -> load.place(300));

      stack.stop(server);
      stack.start(server);
      more.join();

      assertAllFinal(service, load);
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
      Load load = new Load(service, user, sku);
      load.place(50);
      assertThat(load.taken()).hasSize(40);

      stack.start(Server.RABBITMQ);

      assertAllFinal(service, load);
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
      Load load = new Load(service, user, sku);
      stack.pause(Server.KAFKA);
      load.place(200);
      Awaitility.await("all orders are confirmed")
          .atMost(TIMEOUT)
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
      assertAllFinal(service, load);
    } finally {
      stack.resume(Server.KAFKA);
    }
  }

  /** Each caller repeats what they asked for, answered or not: there is one order for each key. */
  private static void assertAllFinal(PackagedService service, Load load) {
    Rest rest = service.rest();
    Set<String> orders = load.repeatAll(rest);
    assertThat(orders).hasSize(load.count()).containsAll(load.taken());
    assertThat(idsOfAllOrders(rest, load.user)).isEqualTo(orders);
    Awaitility.await("all orders are final")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> isEmpty(rest, load.user, "PENDING") && isEmpty(rest, load.user, "PAID"));
    JsonNode stock = rest.get("/stock/" + load.sku).expect(200).json();
    assertThat(stock.path("onHand").asInt()).isNotNegative();
    Awaitility.await("the audit holds")
        .atMost(TIMEOUT)
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

  private static Set<String> idsOfAllOrders(Rest rest, String user) {
    Set<String> ids = new HashSet<>();
    String next = "";
    do {
      JsonNode page = rest.get("/orders?limit=100&userId=" + user + next).expect(200).json();
      page.path("data").forEach(order -> ids.add(order.path("id").asText()));
      next = page.path("hasMore").asBoolean() ? "&after=" + page.path("next").asText() : null;
    } while (next != null);
    return ids;
  }

  /**
   * Places orders, many at a time, each under a key of its own, and remembers those that were
   * taken. Every fifth caller goes away before the answer comes.
   */
  private static final class Load {
    private final PackagedService service;
    private final String user;
    private final String sku;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> taken = new ArrayList<>();

    Load(PackagedService service, String user, String sku) {
      this.service = service;
      this.user = user;
      this.sku = sku;
    }

    void place(int count) {
      inPortions(
          IntStream.range(0, count).mapToObj(i -> calls.incrementAndGet()).toList(), this::place);
    }

    private CompletableFuture<?> place(Integer call) {
      return call % 5 == 0
          ? CompletableFuture.runAsync(() -> placeAndGoAway(call), CALLERS)
              .exceptionally(refused -> null)
          : post(service.rest(), call).handle((answer, error) -> note(answer));
    }

    private void placeAndGoAway(int call) {
      RawHttp.sendAndGoAway(
          service.port(),
          "POST",
          "/orders",
          Rest.write(anOrderOf(user, sku, 1)),
          Duration.ofMillis(call % 17),
          "Idempotency-Key",
          keyOf(call));
    }

    private CompletableFuture<Rest.Answer> post(Rest rest, int call) {
      return rest.callLater(
          "POST", "/orders", anOrderOf(user, sku, 1), "Idempotency-Key", keyOf(call));
    }

    private String keyOf(int call) {
      return user + "-" + call;
    }

    int count() {
      return calls.get();
    }

    /** Repeats every call until it is answered; the ids of the orders. */
    Set<String> repeatAll(Rest rest) {
      Set<String> ids = ConcurrentHashMap.newKeySet();
      inPortions(
          IntStream.rangeClosed(1, count()).boxed().toList(),
          call ->
              CompletableFuture.runAsync(
                  () ->
                      ids.add(
                          Awaitility.await()
                              .atMost(TIMEOUT)
                              .until(
                                  () -> post(rest, call).join(), answer -> answer.status() == 201)
                              .json()
                              .path("id")
                              .asText()),
                  CALLERS));
      return ids;
    }

    private static void inPortions(
        List<Integer> calls, Function<Integer, CompletableFuture<?>> work) {
      for (int done = 0; done < calls.size(); done += IN_FLIGHT) {
        List<? extends CompletableFuture<?>> portion =
            calls.subList(done, Math.min(calls.size(), done + IN_FLIGHT)).stream()
                .map(work)
                .toList();
        portion.forEach(CompletableFuture::join);
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
