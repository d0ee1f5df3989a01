package io.lockstep.http;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The body of a 202: what was taken, and goes on by itself.
 *
 * @param id of the job, the event or the dead letter
 */
@RegisterForReflection
public record Accepted(String id) {}
