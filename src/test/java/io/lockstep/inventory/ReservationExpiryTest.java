package io.lockstep.inventory;

import static io.lockstep.inventory.StockFixture.aReservationOf;
import static io.lockstep.inventory.StockFixture.aShortReservationOf;
import static io.lockstep.inventory.StockFixture.aSkuWith;
import static io.lockstep.inventory.StockFixture.end;
import static io.lockstep.inventory.StockFixture.extend;
import static io.lockstep.inventory.StockFixture.statusOf;
import static io.lockstep.inventory.StockFixture.stockIs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReservationExpiryTest {
  @Inject Transactions transactions;
  @Inject StockRows stock;
  @Inject Reservations reservations;
  @Inject ExpiringReservations expiring;

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

  /**
   * The stock row is locked, so the sweeper cannot come through; the reservation has lapsed all the
   * same.
   */
  @Test
  void aLapsedReservationIsExpiredBeforeTheSweeperComes() {
    String sku = aSkuWith(5);
    String lapsing = aShortReservationOf(sku, 2);
    whileLocked(
        sku,
        () -> {
          await().untilAsserted(() -> statusOf(lapsing, ReservationStatus.EXPIRED));
          stockIs(sku, 5, 2);
        });
    await().untilAsserted(() -> stockIs(sku, 5, 0));
  }

  @Test
  void manyLapseTogetherAndAreCountedOnce() {
    String sku = aSkuWith(2000);
    List<Reservation> lapsed =
        IntStream.range(0, 1203).mapToObj(i -> aLapsedReservation(sku)).toList();
    StockChanges changes = new StockChanges();
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
    Wish wish = new Wish(UUID.randomUUID().toString(), sku, 1, null, Duration.ofSeconds(1));
    return Reservation.held(wish, java.time.Instant.parse("2020-01-01T00:00:00Z"));
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
