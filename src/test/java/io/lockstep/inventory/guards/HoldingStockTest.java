package io.lockstep.inventory.guards;

import static io.lockstep.inventory.guards.StockGuardContract.aWish;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.inventory.reservations.Reservation;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReservationStatus;
import io.lockstep.inventory.reservations.Reservations;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Held;
import io.lockstep.inventory.reservations.ReserveOutcome.OutOfStock;
import io.lockstep.inventory.stock.StockDeltas;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is inserted before the stock is locked may be wrong by the time it is locked. */
@QuarkusTest
class HoldingStockTest {
  @Inject HoldingStock holding;
  @Inject StockRows stock;
  @Inject Reservations reservations;
  @Inject Transactions transactions;

  @Test
  void whatWasForeseenRightlyStays() {
    List<ReservationCommand> wishes = wishes(aSkuWith(2), 3);
    List<Reservation> foreseen =
        run(tx -> holding.foresee(tx, wishes).call(seen -> hold(tx, wishes, seen)));
    assertThat(foreseen).extracting(Reservation::id).containsExactly(id(wishes, 0), id(wishes, 1));
    assertThat(found(wishes)).containsExactlyElementsOf(foreseen);
  }

  @Test
  void takesBackWhatWasForeseenAndIsGoneByThen() {
    String sku = aSkuWith(3);
    List<ReservationCommand> wishes = wishes(sku, 3);
    List<ReserveOutcome> outcomes =
        decideAfter(wishes, tx -> holding.holdByUpdate(tx, aWish(sku, 2)));
    assertThat(outcomes.get(0)).isInstanceOf(Held.class);
    assertThat(outcomes.subList(1, 3)).containsOnly(new OutOfStock(0));
    assertThat(found(wishes)).extracting(Reservation::id).containsExactly(id(wishes, 0));
  }

  @Test
  void insertsWhatWasNotForeseenAndIsThereByThen() {
    String sku = aSkuWith(2);
    Held held = (Held) run(tx -> holding.holdByUpdate(tx, aWish(sku, 1)));
    List<ReservationCommand> wishes = wishes(sku, 3);
    List<ReserveOutcome> outcomes = decideAfter(wishes, tx -> release(tx, held.reservation()));
    assertThat(outcomes.subList(0, 2)).hasOnlyElementsOfType(Held.class);
    assertThat(outcomes.get(2)).isEqualTo(new OutOfStock(0));
    assertThat(found(wishes))
        .extracting(Reservation::id)
        .containsExactly(id(wishes, 0), id(wishes, 1));
  }

  @Test
  void takesBackWhatNobodyWantsAnyMore() {
    List<ReservationCommand> wishes = wishes(aSkuWith(3), 3);
    run(
        tx ->
            holding
                .foresee(tx, wishes)
                .flatMap(foreseen -> hold(tx, wishes.subList(1, 2), foreseen)));
    assertThat(found(wishes)).extracting(Reservation::id).containsExactly(id(wishes, 1));
  }

  /** Decides wishes after others have done something between the look and the lock. */
  private List<ReserveOutcome> decideAfter(
      List<ReservationCommand> wishes, Function<Tx, Uni<?>> others) {
    return run(
        tx ->
            holding
                .foresee(tx, wishes)
                .call(() -> others.apply(tx))
                .flatMap(foreseen -> hold(tx, wishes, foreseen)));
  }

  private Uni<Void> release(Tx tx, Reservation held) {
    return reservations
        .end(tx, List.of(held), ReservationStatus.RELEASED)
        .chain(() -> stock.apply(tx, new StockDeltas().release(held.sku(), held.quantity())));
  }

  private Uni<List<ReserveOutcome>> hold(
      Tx tx, List<ReservationCommand> wishes, List<Reservation> foreseen) {
    return holding.hold(tx, RowLock.UPDATE, wishes, foreseen);
  }

  private List<Reservation> found(List<ReservationCommand> wishes) {
    return wishes.stream()
        .flatMap(wish -> run(tx -> reservations.find(tx, wish.id())).stream())
        .toList();
  }

  private <T> T run(Function<Tx, Uni<T>> work) {
    return transactions.run("test", work).await().atMost(Duration.ofSeconds(30));
  }

  private static List<ReservationCommand> wishes(String sku, int count) {
    return Stream.generate(() -> aWish(sku, 1)).limit(count).toList();
  }

  private static String id(List<ReservationCommand> wishes, int index) {
    return wishes.get(index).id();
  }
}
