package io.lockstep.payroll;

import io.lockstep.platform.Money;
import io.lockstep.platform.Time;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDateTime;

/** An employee. The salary is in minor units; times are UTC. */
@Entity
@Table(name = "employees")
class Employee {
  static final int LONGEST_NAME = 200;

  @Id private String id;
  private String name;
  private String department;
  private long salary;
  private String currency;

  @Column(name = "created_at")
  private LocalDateTime createdAt;

  @Column(name = "updated_at")
  private LocalDateTime updatedAt;

  /** Counted from 1. */
  @Version private long version = 1;

  Employee() {}

  Employee(String id, Instant now) {
    this.id = id;
    this.createdAt = Time.toColumn(now);
  }

  void describe(String newName, String newDepartment, Money newSalary, Instant now) {
    name = newName;
    department = newDepartment;
    salary = newSalary.amount();
    currency = newSalary.currency();
    updatedAt = Time.toColumn(now);
  }

  long version() {
    return version;
  }

  EmployeeView view() {
    return new EmployeeView(
        id,
        name,
        department,
        new Money(salary, currency),
        Time.fromColumn(createdAt),
        Time.fromColumn(updatedAt),
        version);
  }
}
