package io.lockstep.locks.leases;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A lock as its holder sees it.
 *
 * @param token proves who the holder is
 * @param validityMs for how long the lock is held, counted from the answer
 */
@RegisterForReflection
@JsonPropertyOrder({"name", "token", "fence", "backend", "validityMs", "expiresAt"})
record LockView(
    String name, String token, long fence, String backend, long validityMs, Instant expiresAt) {}
