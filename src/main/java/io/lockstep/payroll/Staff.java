package io.lockstep.payroll;

import io.lockstep.http.Page;
import io.lockstep.platform.Names;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads employees, without locking anything. */
@ApplicationScoped
class Staff {
  private static final String SELECT = "SELECT " + EmployeeView.COLUMNS + " FROM employees";

  private final Transactions transactions;

  Staff(Transactions transactions) {
    this.transactions = transactions;
  }

  Uni<Optional<EmployeeView>> find(String id) {
    return transactions.read(tx -> tx.first(SELECT + " WHERE id = ?", EmployeeView::of, id));
  }

  /** In the order of the ids; all departments where {@code department} is null. */
  Uni<Page<EmployeeView>> list(String department, Page.Request page) {
    String after = page.afterId(Names::isValid);
    return transactions
        .read(
            tx ->
                department == null
                    ? all(tx, after, page)
                    : ofDepartment(tx, department, after, page))
        .map(rows -> Page.of(rows, page, EmployeeView::id));
  }

  private static Uni<List<EmployeeView>> all(Tx tx, String after, Page.Request page) {
    return tx.list(
        SELECT + " WHERE id > ? ORDER BY id LIMIT ?", EmployeeView::of, after, page.rowsToRead());
  }

  private static Uni<List<EmployeeView>> ofDepartment(
      Tx tx, String department, String after, Page.Request page) {
    return tx.list(
        SELECT + " WHERE department = ? AND id > ? ORDER BY id LIMIT ?",
        EmployeeView::of,
        department,
        after,
        page.rowsToRead());
  }
}
