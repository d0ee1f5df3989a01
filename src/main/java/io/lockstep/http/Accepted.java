package io.lockstep.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a 202: what was taken, and goes on by itself.
 *
 * @param id of the job, the event or the dead letter
 */
@RegisterForReflection
public record Accepted(@Schema(format = "uuid") String id) {}
