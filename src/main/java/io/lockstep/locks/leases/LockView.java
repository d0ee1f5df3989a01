package io.lockstep.locks.leases;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A lock as its holder sees it.
 *
 * @param token proves that he is the holder
 * @param validityMs for how long the lock is his, counted from the answer
 */
@RegisterForReflection
@JsonPropertyOrder({"name", "token", "fence", "backend", "validityMs", "expiresAt"})
record LockView(
    String name, String token, long fence, String backend, long validityMs, Instant expiresAt) {}
