package io.lockstep.inventory.reservations;

import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.inventory.stock.StockFixture.extend;
import static io.lockstep.inventory.stock.StockFixture.reserve;
import static io.lockstep.inventory.stock.StockFixture.statusOf;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.lockstep.inventory.stock.StockFixture;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReservationTest {
  @Test
  void aReservationSetsUnitsAside() {
    String sku = aSkuWith(10);
    Response made =
        reserve(sku, "{\"quantity\": 4, \"reference\": \"cart 7\", \"ttlSeconds\": 60}")
            .statusCode(201)
            .body("sku", is(sku))
            .body("quantity", is(4))
            .body("reference", is("cart 7"))
            .body("status", is("HELD"))
            .body("size()", is(6))
            .extract()
            .response();
    assertThat(made.header("Location")).endsWith("/reservations/" + made.path("id"));
    assertThat(Instant.parse(made.path("expiresAt")))
        .isCloseTo(Instant.now().plusSeconds(60), within(10, ChronoUnit.SECONDS));
    assertThat(given().get("/reservations/" + made.path("id")).body().asString())
        .isEqualTo(made.body().asString());
    stockIs(sku, 10, 4);
  }

  @Test
  void withoutATimeItIsHeldForTheConfiguredOne() {
    reserve(aSkuWith(1), "{\"quantity\": 1}").statusCode(201).body("reference", nullValue());
    Instant expiry = expiryOf(aReservationOf(aSkuWith(1), 1));
    assertThat(expiry).isCloseTo(Instant.now().plusSeconds(900), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void whatIsNotThereCannotBeReserved() {
    String sku = aSkuWith(3);
    aReservationOf(sku, 2);
    reserve(sku, "{\"quantity\": 2}")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", is("/problems/out-of-stock"))
        .body("status", is(409))
        .body("available", is(1));
    stockIs(sku, 3, 2);
  }

  @Test
  void commitSellsTheUnits() {
    String sku = aSkuWith(10);
    String id = aReservationOf(sku, 4);
    end(id, "commit").statusCode(200).body("id", is(id)).body("status", is("COMMITTED"));
    statusOf(id, ReservationStatus.COMMITTED).body("quantity", is(4));
    stockIs(sku, 6, 0);
  }

  @Test
  void releaseGivesTheUnitsBack() {
    String sku = aSkuWith(10);
    String id = aReservationOf(sku, 4);
    end(id, "release").statusCode(200).body("id", is(id)).body("status", is("RELEASED"));
    statusOf(id, ReservationStatus.RELEASED);
    stockIs(sku, 10, 0);
  }

  @Test
  void whatHasEndedStaysEnded() {
    String sku = aSkuWith(10);
    for (String how : List.of("commit", "release")) {
      String id = aReservationOf(sku, 1);
      end(id, how).statusCode(200);
      for (String again : List.of("commit", "release")) {
        end(id, again)
            .statusCode(409)
            .contentType("application/problem+json")
            .body("type", is("/problems/reservation-not-held"));
      }
      extend(id, 60).statusCode(409).body("type", is("/problems/reservation-not-held"));
    }
    stockIs(sku, 9, 0);
  }

  @Test
  void extendWorksOnce() {
    String id = aReservationOf(aSkuWith(1), 1);
    Instant before = expiryOf(id);
    extend(id, 60).statusCode(200).body("id", is(id)).body("status", is("HELD"));
    assertThat(expiryOf(id)).isEqualTo(before.plusSeconds(60));
    extend(id, 60).statusCode(409).body("type", is("/problems/already-extended"));
    assertThat(expiryOf(id)).isEqualTo(before.plusSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"ttlSeconds\": 0}",
        "{\"ttlSeconds\": 86401}",
        "{\"ttlSeconds\": \"9\"}",
        "{\"ttlSeconds\": 9, \"more\": 1}"
      })
  void aWrongExtensionIsRefused(String body) {
    String id = aReservationOf(aSkuWith(1), 1);
    StockFixture.post("/reservations/" + id + "/extend", body)
        .statusCode(400)
        .contentType("application/problem+json");
    extend(id, 60).statusCode(200);
  }

  @Test
  void anUnknownReservationIsNotFound() {
    String unknown = UUID.randomUUID().toString();
    given().get("/reservations/" + unknown).then().statusCode(404);
    end(unknown, "commit").statusCode(404).body("type", is("/problems/not-found"));
    end(unknown, "release").statusCode(404);
    extend(unknown, 60).statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "x'y", "a%20b", "019B0000-0000-7000-8000-00000000000A", "%F0%9F%98%80"})
  void anOddIdIsNotFoundWhenReadingAndRefusedWhenWriting(String id) {
    given().urlEncodingEnabled(false).get("/reservations/" + id).then().statusCode(404);
    given()
        .urlEncodingEnabled(false)
        .post("/reservations/" + id + "/commit")
        .then()
        .statusCode(400);
    given()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{\"ttlSeconds\": 5}")
        .post("/reservations/" + id + "/extend")
        .then()
        .statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"row-lock", "row-lock-nowait", "conditional-update", "group-commit"})
  void aReservationIsRepeatableUnderItsKey(String guard) {
    String sku = aSkuWith(10);
    Response first = reserveUnder("k-" + sku, sku, guard, 2);
    Response again = reserveUnder("k-" + sku, sku, guard, 2);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.header("Idempotent-Replayed")).isNull();
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.body().asString()).isEqualTo(first.body().asString());
    assertThat(reserveUnder("k-" + sku, sku, guard, 3).statusCode()).isEqualTo(422);
    stockIs(sku, 10, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"row-lock", "row-lock-nowait", "conditional-update", "group-commit"})
  void aRefusalIsRepeatableUnderItsKey(String guard) {
    String sku = aSkuWith(1);
    assertThat(reserveUnder("k-" + sku, sku, guard, 2).statusCode()).isEqualTo(409);
    StockFixture.receive(sku, 5).statusCode(200);
    Response again = reserveUnder("k-" + sku, sku, guard, 2);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.<Integer>path("available")).isEqualTo(1);
    stockIs(sku, 6, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"row-lock", "conditional-update", "group-commit"})
  void concurrentDuplicatesReserveOnce(String guard) {
    String sku = aSkuWith(100);
    List<Response> answers = fiftyAtOnce(() -> reserveUnder("k-" + sku, sku, guard, 1));
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isIn(201, 409);
              if (answer.statusCode() == 409) {
                assertThat(answer.<String>path("type")).isEqualTo("/problems/request-in-progress");
                assertThat(answer.header("Retry-After")).isNotNull();
              }
            });
    assertThat(
            answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .map(answer -> answer.<String>path("id"))
                .distinct())
        .hasSize(1);
    stockIs(sku, 100, 1);
  }

  @Test
  void concurrentEndsCountOnce() {
    String sku = aSkuWith(10);
    String id = aReservationOf(sku, 3);
    List<Response> answers = fiftyAtOnce(() -> given().post("/reservations/" + id + "/commit"));
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(1);
    stockIs(sku, 7, 0);
  }

  @Test
  void aCommitIsRepeatableUnderItsKey() {
    String sku = aSkuWith(10);
    String id = aReservationOf(sku, 3);
    for (int i = 0; i < 2; i++) {
      given()
          .header("Idempotency-Key", "commit-" + id)
          .post("/reservations/" + id + "/commit")
          .then()
          .statusCode(200)
          .header("Idempotent-Replayed", i == 0 ? nullValue() : notNullValue())
          .body("status", is("COMMITTED"));
    }
    stockIs(sku, 7, 0);
  }

  @Test
  void anEmptyKeyIsRefused() {
    given()
        .header("Idempotency-Key", " ")
        .contentType(ContentType.JSON)
        .body("{\"quantity\": 1}")
        .post("/stock/" + aSkuWith(1) + "/reservations")
        .then()
        .statusCode(400)
        .body("errors", not(nullValue()));
  }

  private static Response reserveUnder(String key, String sku, String guard, int quantity) {
    return given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body("{\"quantity\": " + quantity + ", \"guard\": \"" + guard + "\"}")
        .post("/stock/" + sku + "/reservations");
  }

  private static Instant expiryOf(String id) {
    return Instant.parse(given().get("/reservations/" + id).path("expiresAt"));
  }

  private static List<Response> fiftyAtOnce(java.util.function.Supplier<Response> call) {
    ExecutorService callers = Executors.newFixedThreadPool(50);
    try {
      List<CompletableFuture<Response>> calls =
          IntStream.range(0, 50)
              .mapToObj(i -> CompletableFuture.supplyAsync(call, callers))
              .toList();
      return calls.stream()
          .map(
              answer ->
                  answer
                      .orTimeout(
                          Duration.ofSeconds(60).toMillis(),
                          java.util.concurrent.TimeUnit.MILLISECONDS)
                      .join())
          .toList();
    } finally {
      callers.shutdown();
    }
  }
}
