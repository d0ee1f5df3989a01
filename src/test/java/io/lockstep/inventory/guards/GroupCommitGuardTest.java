package io.lockstep.inventory.guards;

import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.idempotency.Acts;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.Reservations;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Held;
import io.lockstep.inventory.reservations.ReserveOutcome.OutOfStock;
import io.lockstep.inventory.reservations.ReserveOutcome.UnknownSku;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GroupCommitGuardTest extends StockGuardContract {
  @Inject GroupCommitGuard guard;
  @Inject Reservations reservations;

  @Override
  StockGuard guard() {
    return guard;
  }

  @Test
  void sellsExactlyAHundredToFiveHundredCallers() {
    sellsExactly(100, 500);
  }

  @Test
  void whoeverComesFirstIsServedFirstAcrossBatches() {
    String sku = aSkuWith(300);
    List<ReserveOutcome> outcomes =
        reserveAll(IntStream.range(0, 700).mapToObj(i -> aCommand(sku, 1)).toList());
    assertThat(outcomes.subList(0, 300)).allMatch(Held.class::isInstance);
    assertThat(outcomes.subList(300, 700)).allMatch(new OutOfStock(0)::equals);
    stockIs(sku, 300, 300);
    assertThat(heldRows(sku)).isEqualTo(300);
  }

  @Test
  void oneBadCallerAmongManyFailsAlone() {
    String sku = aSkuWith(100);
    ReservationCommand taken = aCommand(sku, 1);
    reserve(taken);
    List<ReservationCommand> commands = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> commands.add(aCommand(sku, 1)));
    commands.add(7, taken);
    List<Uni<Integer>> statuses =
        commands.stream()
            .map(
                command ->
                    guard
                        .reserve(Acts.anAct(), command)
                        .map(outcome -> outcome.toAnswer().status())
                        .onFailure()
                        .recoverWithItem(-1))
            .toList();
    List<Integer> answers =
        Uni.join().all(statuses).andFailFast().await().atMost(Duration.ofSeconds(30));
    assertThat(answers.stream().filter(status -> status == 201)).hasSize(20);
    assertThat(answers.get(7)).isEqualTo(-1);
    stockIs(sku, 100, 21);
    auditHolds();
  }

  @Test
  void mixedOutcomesOfOneBatchAreEachTheirOwn() {
    String plenty = aSkuWith(1000);
    String scarce = aSkuWith(2);
    String unknown = aSku();
    List<ReservationCommand> commands =
        IntStream.range(0, 90)
            .mapToObj(i -> aCommand(List.of(plenty, scarce, unknown).get(i % 3), 1))
            .toList();
    List<ReserveOutcome> outcomes = reserveAll(commands);
    for (int i = 0; i < commands.size(); i++) {
      Class<?> expected =
          List.of(Held.class, i == 1 || i == 4 ? Held.class : OutOfStock.class, UnknownSku.class)
              .get(i % 3);
      assertThat(outcomes.get(i)).as("command %d", i).isInstanceOf(expected);
    }
    stockIs(plenty, 1000, 30);
    stockIs(scarce, 2, 2);
  }

  @Test
  void aBatchThatWasCommittedIsFoundByItsIds() {
    String sku = aSkuWith(1);
    ReservationCommand held = aCommand(sku, 1);
    reserve(held);
    ReservationCommand never = aCommand(sku, 1);
    Uni<List<Boolean>> found =
        transactions.run(
            "test",
            tx ->
                reservations
                    .anyInserted(tx, List.of(never.id(), held.id()))
                    .flatMap(
                        both ->
                            reservations
                                .anyInserted(tx, List.of(never.id()))
                                .map(one -> List.of(both, one))));
    assertThat(found.await().atMost(Duration.ofSeconds(30))).containsExactly(true, false);
  }
}
