package io.lockstep.sql;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts, by use case, what transactions lose to each other and how often they begin again. */
@ApplicationScoped
class Conflicts {
  private static final String USE_CASE = "use_case";

  private final MeterRegistry metrics;

  Conflicts(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Counts the failure of an attempt, if another transaction is the reason. */
  void failed(String useCase, Throwable error) {
    String kind = kindOf(error);
    if (kind != null) {
      metrics.counter("lockstep.sql.conflicts", USE_CASE, useCase, "kind", kind).increment();
    }
  }

  /** Counts an attempt that is not the first. */
  void retried(String useCase) {
    metrics.counter("lockstep.sql.retries", USE_CASE, useCase).increment();
  }

  private static String kindOf(Throwable error) {
    if (error instanceof RowBusy) {
      return "nowait-refused";
    }
    if (SqlErrors.isDeadlock(error)) {
      return "deadlock";
    }
    return SqlErrors.isLockWaitTimeout(error) ? "lock-wait-timeout" : null;
  }
}
