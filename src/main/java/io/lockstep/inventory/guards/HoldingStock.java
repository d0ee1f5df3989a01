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
 * Decides wishes under row locks, first come first served for each SKU, and writes what came of
 * them: three statements for any number of wishes, and one more if a SKU has no stock row.
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

  /** Answers one outcome for each wish, in their order. */
  Uni<List<ReserveOutcome>> hold(Tx tx, RowLock lock, List<ReservationCommand> wishes) {
    return hold(tx, lock, wishes, List.of());
  }

  /**
   * Inserts what wishes will get if nobody else takes it first, and locks no row that exists.
   * Inserting is most of the work, so it is done before the row that everybody waits for is locked.
   */
  Uni<List<Reservation>> foresee(Tx tx, List<ReservationCommand> wishes) {
    return stock
        .read(tx, skusOf(wishes))
        .map(levels -> held(decideAll(levels, Set.of(), Map.of(), wishes)))
        .call(foreseen -> reservations.insert(tx, foreseen));
  }

  /**
   * The same after {@link #foresee} in this transaction: what was foreseen wrongly, because others
   * came between, is put right by up to two statements more.
   */
  Uni<List<ReserveOutcome>> hold(
      Tx tx, RowLock lock, List<ReservationCommand> wishes, List<Reservation> foreseen) {
    return stock
        .lock(tx, lock, skusOf(wishes))
        .flatMap(levels -> holdIn(tx, levels, byId(foreseen), wishes));
  }

  /** {@link #hold(Tx, RowLock, List)} for one wish. */
  Uni<ReserveOutcome> hold(Tx tx, RowLock lock, ReservationCommand wish) {
    return hold(tx, lock, List.of(wish)).map(outcomes -> outcomes.get(0));
  }

  /**
   * Lets one update decide: it promises the units only where enough is left. The row is locked for
   * one round trip less than by {@link #hold(Tx, RowLock, ReservationCommand)}.
   */
  Uni<ReserveOutcome> holdByUpdate(Tx tx, ReservationCommand wish) {
    return stock
        .holdIfEnough(tx, wish.sku(), wish.quantity())
        .flatMap(enough -> enough ? insert(tx, wish) : refuse(tx, wish));
  }

  private Uni<ReserveOutcome> insert(Tx tx, ReservationCommand wish) {
    return now(tx)
        .map(now -> Reservation.held(wish, now))
        .call(reservation -> reservations.insert(tx, List.of(reservation)))
        .map(Held::new);
  }

  /** Somebody may have given units back since the update, so a second look decides under a lock. */
  private Uni<ReserveOutcome> refuse(Tx tx, ReservationCommand wish) {
    return stock
        .find(tx, wish.sku())
        .flatMap(
            level ->
                level.isPresent() && !level.get().has(wish.quantity())
                    ? Uni.createFrom().item(new OutOfStock(level.get().available()))
                    : hold(tx, RowLock.UPDATE, wish));
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
      List<ReservationCommand> wishes) {
    return knownWithoutStock(tx, levels, wishes)
        .map(known -> decideAll(levels, known, inserted, wishes))
        .call(() -> stock.apply(tx, levels.changes()))
        .call(outcomes -> putRight(tx, inserted, byId(held(outcomes))));
  }

  private Uni<Void> putRight(
      Tx tx, Map<String, Reservation> inserted, Map<String, Reservation> held) {
    return reservations
        .insert(tx, without(held, inserted))
        .chain(() -> reservations.delete(tx, without(inserted, held)));
  }

  /** Which of the SKUs without a row exist all the same. */
  private Uni<Set<String>> knownWithoutStock(
      Tx tx, StockDecisions levels, List<ReservationCommand> wishes) {
    List<String> withoutRow =
        wishes.stream()
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
      List<ReservationCommand> wishes) {
    return wishes.stream().map(wish -> decide(levels, known, inserted, wish)).toList();
  }

  private static ReserveOutcome decide(
      StockDecisions levels,
      Set<String> known,
      Map<String, Reservation> inserted,
      ReservationCommand wish) {
    if (levels.hold(wish.sku(), wish.quantity())) {
      Reservation before = inserted.get(wish.id());
      return new Held(before == null ? Reservation.held(wish, levels.readAt()) : before);
    }
    return levels
        .level(wish.sku())
        .<ReserveOutcome>map(level -> new OutOfStock(level.available()))
        .orElseGet(() -> withoutStock(known, wish));
  }

  private static ReserveOutcome withoutStock(Set<String> known, ReservationCommand wish) {
    return known.contains(wish.sku()) ? new OutOfStock(0) : new ReserveOutcome.UnknownSku();
  }

  private static List<Reservation> held(List<ReserveOutcome> outcomes) {
    return outcomes.stream()
        .filter(Held.class::isInstance)
        .map(outcome -> ((Held) outcome).reservation())
        .toList();
  }

  private static List<String> skusOf(List<ReservationCommand> wishes) {
    return wishes.stream().map(ReservationCommand::sku).toList();
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
