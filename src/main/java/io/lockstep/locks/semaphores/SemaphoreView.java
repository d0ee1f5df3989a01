package io.lockstep.locks.semaphores;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A semaphore as callers see it. */
@RegisterForReflection
record SemaphoreView(long limit, long inUse) {}
