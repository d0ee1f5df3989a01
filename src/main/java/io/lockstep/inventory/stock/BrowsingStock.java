package io.lockstep.inventory.stock;

import io.lockstep.http.Page;
import io.lockstep.http.PageWalk;
import io.lockstep.http.PageWalk.Batch;
import io.lockstep.platform.Names;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.Select;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lists stock in the order of the SKUs; a product that never came in is not in it.
 *
 * <p>What has less available than asked for is found by the number of digits of the available
 * units, which an index has. All with fewer digits belong to the list; those with as many are
 * candidates and looked at, at most {@link #CANDIDATES} at a time.
 */
@ApplicationScoped
class BrowsingStock {
  private static final int CANDIDATES = 1000;
  private static final int MOST_BATCHES = 5;
  private static final int MOST_DIGITS = 7;
  private static final String LAST = "~";
  private static final String COLUMNS = "SELECT sku, on_hand, reserved, version FROM stock";
  private static final String OF_DIGITS =
      " FORCE INDEX (by_available) WHERE available_digits = ? AND sku > ?";

  private final Transactions transactions;

  BrowsingStock(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * One page.
   *
   * @param below only SKUs of which fewer units are available; null for all
   */
  Uni<Page<StockLevel>> list(Long below, Page.Request page) {
    String after = page.afterId(Names::isValid);
    if (below == null) {
      return transactions
          .read(tx -> all(after, page.rowsToRead()).list(tx, StockLevel::of))
          .map(rows -> Page.of(rows, page, StockLevel::sku));
    }
    return PageWalk.fill(
        page,
        after,
        MOST_BATCHES,
        StockLevel::sku,
        place -> transactions.read(tx -> below(tx, below, place, page.rowsToRead())));
  }

  /** The last candidate first: what is read after it, with one statement, is complete up to it. */
  private static Uni<Batch<StockLevel>> below(Tx tx, long below, String after, int limit) {
    if (below == 0) {
      return Uni.createFrom().item(new Batch<>(List.of(), null));
    }
    return lastCandidate(below, after)
        .list(tx, row -> row.getString("sku"))
        .map(found -> found.isEmpty() ? null : found.get(0))
        .flatMap(
            reached ->
                below(below, after, reached, limit)
                    .list(tx, StockLevel::of)
                    .map(rows -> new Batch<>(rows, reached)));
  }

  static Select all(String after, int limit) {
    return Select.of(
        COLUMNS + " FORCE INDEX (PRIMARY) WHERE sku > ? ORDER BY sku LIMIT ?", after, limit);
  }

  static Select lastCandidate(long below, String after) {
    return Select.of(
        "SELECT sku FROM stock" + OF_DIGITS + " ORDER BY sku LIMIT 1 OFFSET " + (CANDIDATES - 1),
        digits(below - 1),
        after);
  }

  static Select below(long below, String after, String upTo, int limit) {
    String last = upTo == null ? LAST : upTo;
    int most = digits(below - 1);
    return Select.firstOf(
        IntStream.rangeClosed(0, most)
            .mapToObj(
                digits ->
                    Select.of(
                        COLUMNS + OF_DIGITS + " AND sku <= ? AND on_hand - reserved < ?",
                        digits,
                        after,
                        last,
                        below))
            .toList(),
        "sku",
        limit);
  }

  /** As the table's generated column counts them. */
  private static int digits(long units) {
    return units == 0 ? 0 : Math.min(MOST_DIGITS, Long.toString(units).length());
  }
}
