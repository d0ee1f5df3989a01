package io.lockstep.locks.reading;

import io.lockstep.sql.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Counts leases, and who waits for one. */
@ApplicationScoped
public class LockFigures {
  private final MeterRegistry metrics;

  LockFigures(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** The figures of now. Leases in Redis are not counted: it would have to be searched. */
  public Uni<Figures> now(Tx tx) {
    return tx.first(
            """
            SELECT COUNT(*) AS held FROM distributed_locks FORCE INDEX (by_expiry)
             WHERE expires_at > UTC_TIMESTAMP(6) AND lock_key NOT LIKE '%/%'
            """,
            row -> row.getLong("held"))
        .map(held -> new Figures(held.orElse(0L), waiting()));
  }

  private Map<String, Long> waiting() {
    Map<String, Long> waiting = new TreeMap<>();
    metrics
        .find("lockstep.locks.waiting")
        .gauges()
        .forEach(gauge -> waiting.put(gauge.getId().getTag("backend"), (long) gauge.value()));
    return waiting;
  }

  /**
   * What an operator wants to know of locks.
   *
   * @param heldInDatabase leases that callers hold in the lock table, of all instances
   * @param waiting how many callers of this instance wait, by backend
   */
  @RegisterForReflection
  @Schema(name = "LockFigures")
  public record Figures(long heldInDatabase, Map<String, Long> waiting) {}
}
