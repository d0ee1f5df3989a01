package io.lockstep.payroll;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Preconditions;
import io.lockstep.platform.Money;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Creates or changes an employee. Of callers that create the same one at the same time one does,
 * and the others change it.
 */
@ApplicationScoped
class SavingEmployee {
  private final RecordedTransactions transactions;
  private final Employees employees;
  private final Clock clock;

  SavingEmployee(RecordedTransactions transactions, Employees employees, Clock clock) {
    this.transactions = transactions;
    this.employees = employees;
    this.clock = clock;
  }

  Uni<Answer> save(Act act, String id, Description description, Preconditions preconditions) {
    return transactions.edit(
        act,
        "employee-save",
        session ->
            employees
                .lock(session, id)
                .flatMap(
                    found ->
                        found == null
                            ? create(session, id, description, preconditions)
                            : change(session, found, description, preconditions)));
  }

  private Uni<Answer> create(
      Mutiny.Session session, String id, Description description, Preconditions preconditions) {
    preconditions.checkMissing();
    Employee employee = new Employee(id, clock.instant());
    describe(employee, description);
    return session
        .persist(employee)
        .chain(session::flush)
        .map(done -> Answer.put(true, employee.view()).versioned(employee.version()));
  }

  private Uni<Answer> change(
      Mutiny.Session session,
      Employee employee,
      Description description,
      Preconditions preconditions) {
    preconditions.check(employee.version());
    describe(employee, description);
    return session
        .flush()
        .map(done -> Answer.put(false, employee.view()).versioned(employee.version()));
  }

  private void describe(Employee employee, Description description) {
    employee.describe(
        description.name(), description.department(), description.salary(), clock.instant());
  }

  /** What is known of an employee. */
  record Description(String name, String department, Money salary) {}
}
