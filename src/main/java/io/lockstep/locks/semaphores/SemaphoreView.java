package io.lockstep.locks.semaphores;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A semaphore as callers see it. */
@RegisterForReflection
@Schema(name = "SemaphoreUse")
record SemaphoreView(long limit, long inUse) {}
