package io.lockstep.inventory.guards;

import static io.lockstep.inventory.stock.StockFixture.aSku;
import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.end;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import io.lockstep.idempotency.Acts;
import io.lockstep.inventory.reservations.Reservation;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReservationStatus;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Busy;
import io.lockstep.inventory.reservations.ReserveOutcome.Held;
import io.lockstep.inventory.reservations.ReserveOutcome.OutOfStock;
import io.lockstep.inventory.reservations.ReserveOutcome.UnknownSku;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every guard keeps. */
public abstract class StockGuardContract {
  @Inject Transactions transactions;

  abstract StockGuard guard();

  @Test
  void reservesWhatIsThere() {
    String sku = aSkuWith(5);
    Reservation reservation = held(reserve(aCommand(sku, 5)));
    assertThat(reservation.status()).isEqualTo(ReservationStatus.HELD);
    assertThat(reservation.quantity()).isEqualTo(5);
    stockIs(sku, 5, 5);
  }

  @Test
  void refusesWhatIsNotThereAndSaysHowMuchIs() {
    String sku = aSkuWith(5);
    reserve(aCommand(sku, 2));
    assertThat(reserve(aCommand(sku, 4))).isEqualTo(new OutOfStock(3));
    stockIs(sku, 5, 2);
  }

  @Test
  void doesNotKnowASkuThatNobodyKnows() {
    assertThat(reserve(aCommand(aSku(), 1))).isEqualTo(new UnknownSku());
  }

  @Test
  void givesReleasedUnitsToTheNext() {
    String sku = aSkuWith(1);
    Reservation first = held(reserve(aCommand(sku, 1)));
    end(first.id(), "release").statusCode(200);
    held(reserve(aCommand(sku, 1)));
    stockIs(sku, 1, 1);
  }

  @Test
  void sellsExactlyTenToFiftyCallers() {
    sellsExactly(10, 50);
  }

  @Test
  void callersWithDifferentQuantitiesNeverGetMoreThanThereIs() {
    String sku = aSkuWith(50);
    List<ReservationCommand> commands =
        IntStream.range(0, 60).mapToObj(i -> aCommand(sku, 1 + i % 7)).toList();
    List<ReserveOutcome> outcomes = reserveAll(commands);
    long held = reservations(outcomes).mapToLong(Reservation::quantity).sum();
    // Whoever wants one unit would have got it, had one been left.
    assertThat(held).isEqualTo(50);
    stockIs(sku, 50, 50);
    auditHolds();
  }

  @Test
  void callersOfDifferentSkusDoNotMix() {
    List<String> skus = IntStream.range(0, 5).mapToObj(i -> aSkuWith(3)).toList();
    List<ReservationCommand> commands =
        IntStream.range(0, 50).mapToObj(i -> aCommand(skus.get(i % 5), 1)).toList();
    List<ReserveOutcome> outcomes = reserveAll(commands);
    for (int i = 0; i < commands.size(); i++) {
      if (outcomes.get(i) instanceof Held held) {
        Reservation reservation = held.reservation();
        assertThat(reservation.id()).isEqualTo(commands.get(i).id());
        assertThat(reservation.sku()).isEqualTo(commands.get(i).sku());
      }
    }
    assertThat(reservations(outcomes)).hasSize(15);
    skus.forEach(sku -> stockIs(sku, 3, 3));
  }

  @Test
  void aCallerThatFailsChangesNothing() {
    String sku = aSkuWith(5);
    ReservationCommand command = aCommand(sku, 1);
    held(reserve(command));
    // The same reservation id again: the insert fails after the stock was changed.
    assertThatThrownBy(() -> reserve(command)).isInstanceOf(RuntimeException.class);
    stockIs(sku, 5, 1);
    auditHolds();
  }

  void sellsExactly(int units, int callers) {
    String sku = aSkuWith(units);
    List<ReserveOutcome> outcomes =
        reserveAll(IntStream.range(0, callers).mapToObj(i -> aCommand(sku, 1)).toList());
    assertThat(reservations(outcomes)).hasSize(units);
    assertThat(outcomes.stream().filter(outcome -> !(outcome instanceof Held)))
        .allMatch(new OutOfStock(0)::equals);
    stockIs(sku, units, units);
    assertThat(heldRows(sku)).isEqualTo(units);
    auditHolds();
  }

  static ReservationCommand aCommand(String sku, long quantity) {
    return new ReservationCommand(
        UUID.randomUUID().toString(), sku, quantity, "contract", Duration.ofMinutes(5), null);
  }

  ReserveOutcome reserve(ReservationCommand command) {
    return stubbornly(command).await().atMost(Duration.ofSeconds(30));
  }

  /** All at once; the answers in the order of the commands. */
  List<ReserveOutcome> reserveAll(List<ReservationCommand> commands) {
    return Uni.join()
        .all(commands.stream().map(this::stubbornly).toList())
        .andCollectFailures()
        .await()
        .atMost(Duration.ofSeconds(60));
  }

  /** A guard that does not wait is asked again until it decides. */
  private Uni<ReserveOutcome> stubbornly(ReservationCommand command) {
    return guard()
        .reserve(Acts.anAct(), command)
        .flatMap(
            outcome ->
                outcome instanceof Busy
                    ? Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(Duration.ofMillis(3))
                        .chain(() -> stubbornly(command))
                    : Uni.createFrom().item(outcome));
  }

  /** The reservation of a command that was granted. */
  static Reservation held(ReserveOutcome outcome) {
    assertThat(outcome).isInstanceOf(Held.class);
    return ((Held) outcome).reservation();
  }

  static Stream<Reservation> reservations(List<ReserveOutcome> outcomes) {
    return outcomes.stream()
        .filter(Held.class::isInstance)
        .map(outcome -> ((Held) outcome).reservation());
  }

  long heldRows(String sku) {
    Uni<Optional<Long>> count =
        transactions.run(
            "test",
            tx ->
                tx.first(
                    "SELECT SUM(quantity) AS held FROM reservations"
                        + " WHERE sku = ? AND status = 'HELD'",
                    row -> row.getLong("held"),
                    sku));
    return count.await().atMost(Duration.ofSeconds(30)).orElse(0L);
  }

  public static void auditHolds() {
    given()
        .get("/audit")
        .then()
        .statusCode(200)
        .body("checks.findAll { it.name.startsWith('stock') }.ok", everyItem(is(true)));
  }
}
