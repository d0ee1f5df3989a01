package io.lockstep.locks.semaphores;

import java.time.Instant;

/**
 * One of the places of a semaphore.
 *
 * @param semaphore the semaphore's name
 * @param id with it the place is given back
 * @param expiresAt when it ends by itself, by the clock of Redis
 */
public record Permit(String semaphore, String id, Instant expiresAt) {}
