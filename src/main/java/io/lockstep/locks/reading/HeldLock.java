package io.lockstep.locks.reading;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A lease that somebody holds now; never its token.
 *
 * @param held always true: who asked for one lock is told so, and this says the same
 * @param waiting how many callers of the instance that answers wait for it
 */
@RegisterForReflection
@JsonPropertyOrder({"name", "backend", "held", "fence", "expiresAt", "waiting"})
record HeldLock(
    String name, String backend, boolean held, long fence, Instant expiresAt, int waiting) {}
