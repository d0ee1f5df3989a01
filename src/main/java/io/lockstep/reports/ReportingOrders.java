package io.lockstep.reports;

import io.lockstep.orders.OrderFigures;
import io.lockstep.orders.OrderFigures.Figure;
import io.lockstep.sql.Isolation;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Reports on the orders of a period, at the isolation level that the caller chooses. What each
 * allows is in {@code docs/isolation.md}; the sums agree at all of them.
 *
 * <p>Cost: reads each order of the period once. With shared locks, or at SERIALIZABLE, it also
 * waits for orders that are changing and lets none change until it is done; it is the one that is
 * rolled back and begins again if that ends in a deadlock.
 */
@ApplicationScoped
class ReportingOrders {
  private final Transactions transactions;
  private final OrderFigures orders;
  private final ReportsConfig config;

  ReportingOrders(Transactions transactions, OrderFigures orders, ReportsConfig config) {
    this.transactions = transactions;
    this.orders = orders;
    this.config = config;
  }

  /**
   * Reports.
   *
   * @param currency of the revenue; null for the only one that there is
   */
  Uni<OrderReport> report(Period period, Isolation isolation, boolean lock, String currency) {
    return transactions
        .run(options(isolation, lock), tx -> read(tx, period, lock))
        .map(figures -> new Figures(figures).report(currency, config.currency()));
  }

  private Uni<List<Figure>> read(Tx tx, Period period, boolean lock) {
    return lock
        ? orders.lockedIn(tx, period.from(), period.until())
        : orders.placedIn(tx, period.from(), period.until());
  }

  private static TxOptions options(Isolation isolation, boolean lock) {
    TxOptions options = TxOptions.of("report-orders").at(isolation);
    boolean locksRows = lock || isolation == Isolation.SERIALIZABLE;
    return locksRows ? options : options.reading();
  }
}
