package io.lockstep.inventory.movements;

import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.inventory.stock.StockRows;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What moved the stock of a SKU, newest first: receipts, adjustments, reservations and orders, from
 * the rows that keep them. Their ids begin with the time at which they were made, which is the
 * order of the list. Cost: a page of each of the four, each along an index.
 */
@ApplicationScoped
class ReadingMovements {
  private static final String RECEIPTS =
      "SELECT id, quantity, created_at, actor, available_after"
          + " FROM stock_receipts FORCE INDEX (by_sku)"
          + " WHERE sku = ? AND id < ? ORDER BY id DESC LIMIT ?";
  private static final String ADJUSTMENTS =
      "SELECT id, quantity, kind, note, created_at, actor, available_after"
          + " FROM stock_adjustments FORCE INDEX (by_sku)"
          + " WHERE sku = ? AND id < ? ORDER BY id DESC LIMIT ?";
  private static final String RESERVATIONS =
      "SELECT id, quantity, status, created_at, ended_at, reference"
          + " FROM reservations FORCE INDEX (by_sku)"
          + " WHERE sku = ? AND status = ? AND id < ?";
  private static final List<String> RESERVATION_STATUSES =
      List.of("HELD", "COMMITTED", "RELEASED", "EXPIRED");

  /** What an order wants is in its own row, which stays when the units are returned. */
  private static final String ORDERS =
      """
      SELECT w.order_id AS id, j.j_quantity AS quantity, a.status, a.cancelled_from, a.cancelled_at,
             COALESCE(a.created_at, o.created_at) AS decided_at
        FROM (SELECT order_id FROM order_items FORCE INDEX (PRIMARY)
               WHERE sku = ? AND order_id < ? ORDER BY order_id DESC LIMIT ?) w
        STRAIGHT_JOIN orders o ON o.id = w.order_id
        LEFT JOIN order_allocations a ON a.order_id = w.order_id,
        JSON_TABLE(o.items, '$[*]' COLUMNS (
          j_sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.sku',
          j_quantity BIGINT PATH '$.quantity')) j
       WHERE j.j_sku = ?
       ORDER BY w.order_id DESC
      """;

  private final Transactions transactions;
  private final StockRows stock;

  ReadingMovements(Transactions transactions, StockRows stock) {
    this.transactions = transactions;
    this.stock = stock;
  }

  /**
   * One page.
   *
   * @throws Problem 400 if the cursor is none; 404 if nothing of the SKU ever moved
   */
  Uni<Page<StockMovement>> list(String sku, Page.Request page) {
    String before = page.beforeId(Ids::isWellFormed);
    int limit = page.rowsToRead();
    return transactions
        .read(tx -> newest(tx, sku, before, limit).call(found -> requireAny(tx, sku, found)))
        .map(rows -> Page.of(rows, page, StockMovement::id));
  }

  private Uni<Void> requireAny(Tx tx, String sku, List<StockMovement> found) {
    return found.isEmpty()
        ? stock
            .find(tx, sku)
            .map(level -> level.orElseThrow(() -> Problem.notFound("The SKU")))
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static Uni<List<StockMovement>> newest(Tx tx, String sku, String before, int limit) {
    List<StockMovement> all = new ArrayList<>();
    return add(tx, Select.of(RECEIPTS, sku, before, limit), StockMovement::receipt, all)
        .chain(
            () ->
                add(tx, Select.of(ADJUSTMENTS, sku, before, limit), StockMovement::adjustment, all))
        .chain(() -> add(tx, reservations(sku, before, limit), StockMovement::reservation, all))
        .chain(() -> add(tx, orders(sku, before, limit), StockMovement::order, all))
        .map(
            read ->
                all.stream()
                    .sorted(Comparator.comparing(StockMovement::id).reversed())
                    .limit(limit)
                    .toList());
  }

  private static Uni<Void> add(
      Tx tx, Select select, Function<Row, StockMovement> movement, List<StockMovement> to) {
    return select.list(tx, movement).invoke(to::addAll).replaceWithVoid();
  }

  static Select reservations(String sku, String before, int limit) {
    Stream<Select> ranges =
        RESERVATION_STATUSES.stream().map(status -> Select.of(RESERVATIONS, sku, status, before));
    return Select.firstOf(ranges.toList(), "id DESC", limit);
  }

  static Select orders(String sku, String before, int limit) {
    return Select.of(ORDERS, sku, before, limit, sku);
  }
}
