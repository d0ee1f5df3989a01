package io.lockstep.inventory.guards;

import io.lockstep.catalog.PriceList;
import io.lockstep.inventory.reservations.Reservation;
import io.lockstep.inventory.reservations.ReservationCommand;
import io.lockstep.inventory.reservations.Reservations;
import io.lockstep.inventory.reservations.ReserveOutcome;
import io.lockstep.inventory.reservations.ReserveOutcome.Held;
import io.lockstep.inventory.reservations.ReserveOutcome.OutOfStock;
import io.lockstep.inventory.stock.StockDecisions;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.platform.Time;
import io.lockstep.sql.RowLock;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides commands under row locks, first come first served for each SKU, and writes what came of
 * them: three statements for any number of commands, and one more if a SKU has no stock row.
 */
@ApplicationScoped
class HoldingStock {
  private final StockRows stock;
  private final Reservations reservations;
  private final PriceList prices;

  HoldingStock(StockRows stock, Reservations reservations, PriceList prices) {
    this.stock = stock;
    this.reservations = reservations;
    this.prices = prices;
  }

  /** Answers one outcome for each command, in their order. */
  Uni<List<ReserveOutcome>> hold(Tx tx, RowLock lock, List<ReservationCommand> commands) {
    return hold(tx, lock, commands, List.of());
  }

  /**
   * Inserts what commands will get if nobody else takes it first, and locks no row that exists.
   * Inserting is most of the work, so it is done before the row that everybody waits for is locked.
   */
  Uni<List<Reservation>> speculate(Tx tx, List<ReservationCommand> commands) {
    return stock
        .read(tx, skusOf(commands))
        .map(levels -> held(decideAll(levels, Set.of(), Map.of(), commands)))
        .call(speculated -> reservations.insert(tx, speculated));
  }

  /**
   * The same after {@link #speculate} in this transaction: what was speculated wrongly, because
   * others came between, is reconciled by up to two statements more.
   */
  Uni<List<ReserveOutcome>> hold(
      Tx tx, RowLock lock, List<ReservationCommand> commands, List<Reservation> speculated) {
    return stock
        .lock(tx, lock, skusOf(commands))
        .flatMap(levels -> holdIn(tx, levels, byId(speculated), commands));
  }

  /** {@link #hold(Tx, RowLock, List)} for one command. */
  Uni<ReserveOutcome> hold(Tx tx, RowLock lock, ReservationCommand command) {
    return hold(tx, lock, List.of(command)).map(outcomes -> outcomes.get(0));
  }

  /**
   * Lets one update decide: it promises the units only where enough is left. The row is locked for
   * one round trip less than by {@link #hold(Tx, RowLock, ReservationCommand)}.
   */
  Uni<ReserveOutcome> holdByUpdate(Tx tx, ReservationCommand command) {
    return stock
        .holdIfEnough(tx, command.sku(), command.quantity())
        .flatMap(enough -> enough ? insert(tx, command) : refuse(tx, command));
  }

  private Uni<ReserveOutcome> insert(Tx tx, ReservationCommand command) {
    return now(tx)
        .map(now -> Reservation.held(command, now))
        .call(reservation -> reservations.insert(tx, List.of(reservation)))
        .map(Held::new);
  }

  /** Somebody may have given units back since the update, so a second look decides under a lock. */
  private Uni<ReserveOutcome> refuse(Tx tx, ReservationCommand command) {
    return stock
        .find(tx, command.sku())
        .flatMap(
            level ->
                level.isPresent() && !level.get().has(command.quantity())
                    ? Uni.createFrom().item(new OutOfStock(level.get().available()))
                    : hold(tx, RowLock.UPDATE, command));
  }

  private static Uni<Instant> now(Tx tx) {
    return tx.first(
            "SELECT UTC_TIMESTAMP(6) AS now_utc",
            row -> Time.fromColumn(row.getLocalDateTime("now_utc")))
        .map(Optional::orElseThrow);
  }

  private Uni<List<ReserveOutcome>> holdIn(
      Tx tx,
      StockDecisions levels,
      Map<String, Reservation> inserted,
      List<ReservationCommand> commands) {
    return knownWithoutStock(tx, levels, commands)
        .map(known -> decideAll(levels, known, inserted, commands))
        .call(() -> stock.apply(tx, levels.changes()))
        .call(outcomes -> reconcile(tx, inserted, byId(held(outcomes))));
  }

  private Uni<Void> reconcile(
      Tx tx, Map<String, Reservation> inserted, Map<String, Reservation> held) {
    return reservations
        .insert(tx, without(held, inserted))
        .chain(() -> reservations.delete(tx, without(inserted, held)));
  }

  /** Which of the SKUs without a row exist all the same. */
  private Uni<Set<String>> knownWithoutStock(
      Tx tx, StockDecisions levels, List<ReservationCommand> commands) {
    List<String> withoutRow =
        commands.stream()
            .map(ReservationCommand::sku)
            .filter(sku -> levels.level(sku).isEmpty())
            .distinct()
            .toList();
    return withoutRow.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : prices.pricesOf(tx, withoutRow).map(Map::keySet);
  }

  private static List<ReserveOutcome> decideAll(
      StockDecisions levels,
      Set<String> known,
      Map<String, Reservation> inserted,
      List<ReservationCommand> commands) {
    return commands.stream().map(command -> decide(levels, known, inserted, command)).toList();
  }

  private static ReserveOutcome decide(
      StockDecisions levels,
      Set<String> known,
      Map<String, Reservation> inserted,
      ReservationCommand command) {
    if (levels.hold(command.sku(), command.quantity())) {
      Reservation before = inserted.get(command.id());
      return new Held(before == null ? Reservation.held(command, levels.readAt()) : before);
    }
    return levels
        .level(command.sku())
        .<ReserveOutcome>map(level -> new OutOfStock(level.available()))
        .orElseGet(() -> withoutStock(known, command));
  }

  private static ReserveOutcome withoutStock(Set<String> known, ReservationCommand command) {
    return known.contains(command.sku()) ? new OutOfStock(0) : new ReserveOutcome.UnknownSku();
  }

  private static List<Reservation> held(List<ReserveOutcome> outcomes) {
    return outcomes.stream()
        .filter(Held.class::isInstance)
        .map(outcome -> ((Held) outcome).reservation())
        .toList();
  }

  private static List<String> skusOf(List<ReservationCommand> commands) {
    return commands.stream().map(ReservationCommand::sku).toList();
  }

  private static Map<String, Reservation> byId(List<Reservation> reservations) {
    return reservations.stream()
        .collect(Collectors.toMap(Reservation::id, reservation -> reservation));
  }

  private static List<Reservation> without(
      Map<String, Reservation> all, Map<String, Reservation> others) {
    return all.values().stream()
        .filter(reservation -> !others.containsKey(reservation.id()))
        .toList();
  }
}
