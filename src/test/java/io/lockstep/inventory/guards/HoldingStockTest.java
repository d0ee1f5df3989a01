package io.lockstep.inventory.guards;

import static io.lockstep.inventory.guards.StockGuardContract.aCommand;
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
    List<ReservationCommand> commands = commands(aSkuWith(2), 3);
    List<Reservation> speculated =
        run(tx -> holding.speculate(tx, commands).call(seen -> hold(tx, commands, seen)));
    assertThat(speculated)
        .extracting(Reservation::id)
        .containsExactly(id(commands, 0), id(commands, 1));
    assertThat(found(commands)).containsExactlyElementsOf(speculated);
  }

  @Test
  void takesBackWhatWasForeseenAndIsGoneByThen() {
    String sku = aSkuWith(3);
    List<ReservationCommand> commands = commands(sku, 3);
    List<ReserveOutcome> outcomes =
        decideAfter(commands, tx -> holding.holdByUpdate(tx, aCommand(sku, 2)));
    assertThat(outcomes.get(0)).isInstanceOf(Held.class);
    assertThat(outcomes.subList(1, 3)).containsOnly(new OutOfStock(0));
    assertThat(found(commands)).extracting(Reservation::id).containsExactly(id(commands, 0));
  }

  @Test
  void insertsWhatWasNotForeseenAndIsThereByThen() {
    String sku = aSkuWith(2);
    Held held = (Held) run(tx -> holding.holdByUpdate(tx, aCommand(sku, 1)));
    List<ReservationCommand> commands = commands(sku, 3);
    List<ReserveOutcome> outcomes = decideAfter(commands, tx -> release(tx, held.reservation()));
    assertThat(outcomes.subList(0, 2)).hasOnlyElementsOfType(Held.class);
    assertThat(outcomes.get(2)).isEqualTo(new OutOfStock(0));
    assertThat(found(commands))
        .extracting(Reservation::id)
        .containsExactly(id(commands, 0), id(commands, 1));
  }

  @Test
  void takesBackWhatNobodyWantsAnyMore() {
    List<ReservationCommand> commands = commands(aSkuWith(3), 3);
    run(
        tx ->
            holding
                .speculate(tx, commands)
                .flatMap(speculated -> hold(tx, commands.subList(1, 2), speculated)));
    assertThat(found(commands)).extracting(Reservation::id).containsExactly(id(commands, 1));
  }

  /** Decides commands after others have done something between the look and the lock. */
  private List<ReserveOutcome> decideAfter(
      List<ReservationCommand> commands, Function<Tx, Uni<?>> others) {
    return run(
        tx ->
            holding
                .speculate(tx, commands)
                .call(() -> others.apply(tx))
                .flatMap(speculated -> hold(tx, commands, speculated)));
  }

  private Uni<Void> release(Tx tx, Reservation held) {
    return reservations
        .end(tx, List.of(held), ReservationStatus.RELEASED)
        .chain(() -> stock.apply(tx, new StockDeltas().release(held.sku(), held.quantity())));
  }

  private Uni<List<ReserveOutcome>> hold(
      Tx tx, List<ReservationCommand> commands, List<Reservation> speculated) {
    return holding.hold(tx, RowLock.UPDATE, commands, speculated);
  }

  private List<Reservation> found(List<ReservationCommand> commands) {
    return commands.stream()
        .flatMap(command -> run(tx -> reservations.find(tx, command.id())).stream())
        .toList();
  }

  private <T> T run(Function<Tx, Uni<T>> work) {
    return transactions.run("test", work).await().atMost(Duration.ofSeconds(30));
  }

  private static List<ReservationCommand> commands(String sku, int count) {
    return Stream.generate(() -> aCommand(sku, 1)).limit(count).toList();
  }

  private static String id(List<ReservationCommand> commands, int index) {
    return commands.get(index).id();
  }
}
