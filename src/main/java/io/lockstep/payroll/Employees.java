package io.lockstep.payroll;

import io.lockstep.sql.EntityTransactions;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** The rows of employees. */
@ApplicationScoped
class Employees implements PanacheRepositoryBase<Employee, String> {
  /** The employee, locked until the transaction ends; null if there is none. */
  Uni<Employee> lock(Mutiny.Session session, String id) {
    return EntityTransactions.lock(
        session, Employee.class, "SELECT * FROM employees WHERE id = ?", id);
  }
}
