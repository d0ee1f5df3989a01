package io.lockstep.workflow.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * A kind of workflow.
 *
 * @param autoComplete whether a workflow is completed by its last step, with that step's data as
 *     its result, and does not wait to be told
 * @param version counts its definitions, from 1
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record WorkflowType(
    String type, List<Step> steps, boolean autoComplete, long version, Instant updatedAt) {}
