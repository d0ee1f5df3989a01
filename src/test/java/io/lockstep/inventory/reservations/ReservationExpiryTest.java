package io.lockstep.inventory.reservations;

import static io.lockstep.inventory.stock.StockFixture.aReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aShortReservationOf;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.inventory.stock.StockFixture.extend;
import static io.lockstep.inventory.stock.StockFixture.statusOf;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.lockstep.inventory.stock.StockDeltas;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reservations whose time is over. Most tests do not wait for it but move it back in the row, and
 * sweep themselves.
 */
@QuarkusTest
class ReservationExpiryTest {
  @Inject Transactions transactions;
  @Inject StockRows stock;
  @Inject Reservations reservations;
  @Inject ExpiringReservations expiring;

  private final Tables tables = Tables.of(Stack.current());

  /** By the service alone, in its own time. */
  @Test
  void aLapsedReservationFreesItsUnits() {
    String sku = aSkuWith(5);
    String lapsing = aShortReservationOf(sku, 2);
    String held = aReservationOf(sku, 1);
    await().untilAsserted(() -> stockIs(sku, 5, 1));
    statusOf(lapsing, ReservationStatus.EXPIRED);
    statusOf(held, ReservationStatus.HELD);
    for (String how : List.of("commit", "release")) {
      end(lapsing, how).statusCode(409).body("type", is("/problems/reservation-not-held"));
    }
    stockIs(sku, 5, 1);
  }

  @Test
  void anExtendedReservationOutlivesItsFirstTime() {
    String sku = aSkuWith(5);
    String extended = aShortReservationOf(sku, 2);
    extend(extended, 600).statusCode(200);
    String lapsing = aShortReservationOf(sku, 1);
    await().untilAsserted(() -> statusOf(lapsing, ReservationStatus.EXPIRED));
    statusOf(extended, ReservationStatus.HELD);
    end(extended, "commit").statusCode(200);
  }

  /** The stock row is locked, so the sweeper cannot come through though the time is over. */
  @Test
  void aReservationReadsHeldAsLongAsItsUnitsAreReserved() {
    String sku = aSkuWith(5);
    String lapsing = aReservationOf(sku, 2);
    List<CompletableFuture<Integer>> swept = new ArrayList<>();
    whileLocked(
        sku,
        () -> {
          lapse(lapsing);
          assertThat(isOver(lapsing)).isTrue();
          CompletableFuture<Integer> sweeping = expiring.expireBatch().subscribeAsCompletionStage();
          statusOf(lapsing, ReservationStatus.HELD);
          stockIs(sku, 5, 2);
          swept.add(sweeping);
        });
    swept.forEach(CompletableFuture::join);
    awaitExpired(lapsing);
    stockIs(sku, 5, 0);
  }

  @Test
  void unitsAreBackAtTheMomentInWhichAReservationReadsExpired() {
    String sku = aSkuWith(500);
    List<String> held = IntStream.range(0, 40).mapToObj(i -> aReservationOf(sku, 1)).toList();
    for (int from = 0; from < held.size(); from += 10) {
      List<String> lapsing = held.subList(from, from + 10);
      lapse(lapsing.toArray(String[]::new));
      CompletableFuture<Integer> sweeping = expiring.expireBatch().subscribeAsCompletionStage();
      for (String id : lapsing) {
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .untilAsserted(() -> statusOf(id, ReservationStatus.EXPIRED));
        long over = stillHeldOf(sku);
        assertThat(reservedOf(sku)).isLessThanOrEqualTo(over);
      }
      sweeping.orTimeout(30, TimeUnit.SECONDS).join();
    }
    stockIs(sku, 500, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "release", "extend"})
  void whatComesTooLateExpiresTheReservationFirst(String how) {
    String sku = aSkuWith(5);
    Reservation lapsed = aLapsedReservation(sku);
    Uni<Void> inserted =
        transactions.run(
            "test",
            tx ->
                reservations
                    .insert(tx, List.of(lapsed))
                    .chain(() -> stock.apply(tx, new StockDeltas().hold(sku, 1))));
    inserted.await().atMost(Duration.ofSeconds(30));

    (how.equals("extend") ? extend(lapsed.id(), 60) : end(lapsed.id(), how))
        .statusCode(409)
        .body("type", is("/problems/reservation-not-held"))
        .body("reservationStatus", is("EXPIRED"));

    statusOf(lapsed.id(), ReservationStatus.EXPIRED);
    stockIs(sku, 5, 0);
  }

  /** Nobody reserved what this one would give back. */
  @Test
  void aReservationWhoseUnitsCannotBeFreedHoldsUpNoOther() {
    String sku = aSkuWith(5);
    Reservation bad = aLapsedReservation(sku);
    Uni<Void> inserted = transactions.run("test", tx -> reservations.insert(tx, List.of(bad)));
    inserted.await().atMost(Duration.ofSeconds(30));
    String other = aSkuWith(5);
    String lapsing = aReservationOf(other, 2);
    lapse(lapsing);

    awaitExpired(lapsing);

    stockIs(other, 5, 0);
    statusOf(bad.id(), ReservationStatus.HELD);
    given().get("/audit").then().body("ok", is(false));
    update("DELETE FROM reservations WHERE id = ?", bad.id());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              tables.run(
                  "UPDATE set_aside SET next_at = UTC_TIMESTAMP(6) WHERE item = '"
                      + bad.id()
                      + "'");
              sweep();
              given()
                  .get("/audit")
                  .then()
                  .body(
                      "checks.find { it.name == 'nothing-set-aside' }.detail",
                      not(containsString(bad.id())));
            });
  }

  /** As if the time of these were over. */
  private void lapse(String... ids) {
    tables.run(
        "UPDATE reservations SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id IN ('"
            + String.join("', '", ids)
            + "')");
  }

  private void awaitExpired(String id) {
    await()
        .untilAsserted(
            () -> {
              sweep();
              statusOf(id, ReservationStatus.EXPIRED);
            });
  }

  private void sweep() {
    expiring.expireBatch().await().atMost(Duration.ofSeconds(30));
  }

  private void update(String sql, String argument) {
    Uni<Integer> updated = transactions.run("test", tx -> tx.update(sql, argument));
    updated.await().atMost(Duration.ofSeconds(30));
  }

  private boolean isOver(String reservation) {
    Uni<Boolean> over =
        transactions
            .read(tx -> reservations.find(tx, reservation))
            .map(found -> found.orElseThrow().lapsed());
    return over.await().atMost(Duration.ofSeconds(30));
  }

  private long stillHeldOf(String sku) {
    return tables.number(
        "SELECT COUNT(*) FROM reservations WHERE status = 'HELD' AND sku = '" + sku + "'");
  }

  private static long reservedOf(String sku) {
    return given().get("/stock/" + sku).<Integer>path("reserved");
  }

  @Test
  void manyLapseTogetherAndAreCountedOnce() {
    String sku = aSkuWith(2000);
    List<Reservation> lapsed =
        IntStream.range(0, 1203).mapToObj(i -> aLapsedReservation(sku)).toList();
    StockDeltas changes = new StockDeltas();
    lapsed.forEach(one -> changes.hold(sku, 1));
    Uni<Void> inserted =
        transactions.run(
            "test", tx -> reservations.insert(tx, lapsed).chain(() -> stock.apply(tx, changes)));
    inserted.await().atMost(Duration.ofSeconds(30));
    // Three more sweepers beside the one that runs every second.
    Uni.join()
        .all(expiring.expireBatch(), expiring.expireBatch(), expiring.expireBatch())
        .andFailFast()
        .await()
        .atMost(Duration.ofSeconds(30));
    await().untilAsserted(() -> stockIs(sku, 2000, 0));
    assertThat(lapsed).hasSize(1203);
    statusOf(lapsed.get(0).id(), ReservationStatus.EXPIRED);
    statusOf(lapsed.get(1202).id(), ReservationStatus.EXPIRED);
  }

  private static Reservation aLapsedReservation(String sku) {
    ReservationCommand command =
        new ReservationCommand(
            UUID.randomUUID().toString(), sku, 1, null, Duration.ofSeconds(1), null);
    return Reservation.held(command, java.time.Instant.parse("2020-01-01T00:00:00Z"));
  }

  private void whileLocked(String sku, Runnable action) {
    Uni<Void> locked =
        transactions.run(
            "test-hold",
            tx ->
                stock
                    .lock(tx, RowLock.UPDATE, List.of(sku))
                    .chain(
                        () ->
                            Uni.createFrom()
                                .<Void>item(
                                    () -> {
                                      action.run();
                                      return null;
                                    })
                                .runSubscriptionOn(
                                    io.smallrye.mutiny.infrastructure.Infrastructure
                                        .getDefaultWorkerPool())));
    locked.await().atMost(Duration.ofSeconds(14));
  }
}
