package io.lockstep.locks.semaphores;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The body of a request for a permit.
 *
 * @param limit how many permits the semaphore has
 * @param ttlMs after this the permit ends by itself; 10 seconds if missing
 * @param waitMs how long to wait for one; not at all if missing
 */
@RegisterForReflection
record PermitRequest(
    @NotNull @Min(1) @Max(1_000_000) Long limit,
    @Min(1) @Max(3_600_000) Long ttlMs,
    @Min(0) @Max(30_000) Long waitMs) {
  private static final long DEFAULT_TTL_MILLIS = 10_000;

  Duration ttl() {
    return Duration.ofMillis(ttlMs == null ? DEFAULT_TTL_MILLIS : ttlMs);
  }

  Duration maxWait() {
    return Duration.ofMillis(waitMs == null ? 0 : waitMs);
  }
}
