package io.lockstep.inventory.guards;

import static io.lockstep.inventory.stock.StockFixture.aSkuWith;
import static io.lockstep.inventory.stock.StockFixture.stockIs;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Answer;
import io.lockstep.idempotency.Acts;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Busy;
import io.lockstep.locks.leases.Lock;
import io.lockstep.locks.leases.LockBackend;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.locks.leases.Locks;
import io.lockstep.testing.Management;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every guard keeps that locks outside the row. */
abstract class FencedGuardContract extends StockGuardContract {
  @Inject FencedWrites writes;
  @Inject Locks locks;

  /** Of the guard. */
  abstract LockBackend backend();

  /** The holder slept past the end of its lock, and another has written since. */
  @Test
  void aHolderThatComesBackTooLateIsRefusedByTheRow() {
    String sku = aSkuWith(10);
    LockRequest request = writes.lockFor(sku);
    Lock slept = await(backend().acquire(request.lasting(Duration.ofMillis(200)))).orElseThrow();
    long late = slept.fence();
    held(reserve(aCommand(sku, 1)));
    assertThatThrownBy(() -> await(writeWith(late, aCommand(sku, 1))))
        .isInstanceOf(FencedWrites.StaleFence.class);
    stockIs(sku, 10, 1);
    assertThat(heldRows(sku)).isEqualTo(1);
    held(reserve(aCommand(sku, 1)));
    stockIs(sku, 10, 2);
    auditHolds();
  }

  @Test
  void theRowKeepsTheHighestFence() {
    String sku = aSkuWith(10);
    reserve(aCommand(sku, 1));
    long first = fenceOf(sku);
    reserve(aCommand(sku, 1));
    assertThat(fenceOf(sku)).isGreaterThan(first);
    assertThat(first).isPositive();
  }

  /** As if the numbers had been lost: every write is refused, and the caller hears "busy". */
  @Test
  void aGuardWhoseWritesAreRefusedAgainAndAgainSaysBusyAndCountsThem() {
    String sku = aSkuWith(10);
    setFence(sku, Long.MAX_VALUE);
    double before = refused();
    assertThat(await(guard().reserve(Acts.anAct(), aCommand(sku, 1)))).isEqualTo(new Busy());
    assertThat(refused() - before).isEqualTo(3);
    stockIs(sku, 10, 0);
    setFence(sku, 0);
    held(reserve(aCommand(sku, 1)));
  }

  @Test
  void aLockThatIsHeldForTooLongMakesTheStockBusyAndIsNotKeptUnderTheKey() {
    String sku = aSkuWith(5);
    KeyedAct act = Acts.under("fenced-" + sku);
    ReservationCommand command = aCommand(sku, 1);
    Lock taken = await(backend().acquire(writes.lockFor(sku))).orElseThrow();
    assertThat(await(guard().reserve(act, command))).isEqualTo(new Busy());
    await(taken.release().onFailure().recoverWithNull());
    held(await(guard().reserve(act, command)));
    Answer again = await(guard().reserve(act, command)).toAnswer();
    assertThat(again.headers()).containsEntry("Idempotent-Replayed", "true");
    stockIs(sku, 5, 1);
  }

  /** The row lock takes over, and is counted. */
  void reservesWithoutTheServersOfTheLock() {
    String sku = aSkuWith(10);
    double before = counter("fallbacks");
    held(reserve(aCommand(sku, 4)));
    sellsExactly(5, 20);
    stockIs(sku, 10, 4);
    assertThat(counter("fallbacks")).isGreaterThan(before);
  }

  static void awaitReadiness(String check, String state) {
    Awaitility.await(check + " is " + state)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                state.equals(
                    String.valueOf(
                        given()
                            .get(Management.ofTest("/q/health/ready"))
                            .then()
                            .statusCode(200)
                            .extract()
                            .<Object>path(
                                "checks.find { it.name == '" + check + "' }.data?.state"))));
  }

  private Uni<ReserveOutcome> writeWith(long fence, ReservationCommand command) {
    return writes.write("test", fence, Acts.anAct(), command, false);
  }

  private long fenceOf(String sku) {
    return await(
            transactions.read(
                tx ->
                    tx.first(
                        "SELECT fence FROM stock WHERE sku = ?", row -> row.getLong("fence"), sku)))
        .orElseThrow();
  }

  private void setFence(String sku, long fence) {
    await(
        transactions.run(
            "test", tx -> tx.update("UPDATE stock SET fence = ? WHERE sku = ?", fence, sku)));
  }

  private double refused() {
    return counter("refused");
  }

  private double counter(String what) {
    String line = "lockstep_locks_" + what + "_total{backend=\"" + backend().wireName() + "\"";
    return given()
        .get(Management.ofTest("/q/metrics"))
        .then()
        .extract()
        .asString()
        .lines()
        .filter(found -> found.startsWith(line))
        .mapToDouble(found -> Double.parseDouble(found.substring(found.lastIndexOf(' ') + 1)))
        .sum();
  }

  static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }
}
