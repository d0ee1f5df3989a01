package io.lockstep.operations;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;

/**
 * One invariant that {@code GET /audit} checks. A module that keeps one implements it as a bean;
 * all of them see the same snapshot.
 */
public interface AuditCheck {
  /** What the answer calls it. */
  String name();

  /** Reads, and writes nothing. */
  Uni<Result> run(Tx tx);

  /**
   * What a check found.
   *
   * @param ok whether the invariant holds
   * @param detail what was compared, or the first few places where it does not hold
   */
  record Result(boolean ok, String detail) {}
}
