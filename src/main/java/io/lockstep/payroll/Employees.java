package io.lockstep.payroll;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The rows of employees. */
@ApplicationScoped
class Employees implements PanacheRepositoryBase<Employee, String> {}
