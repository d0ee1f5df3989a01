package io.lockstep.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One change of an order's status.
 *
 * @param version the order's version since then
 * @param actor who did it; null, and then not shown, where nobody did or it is not known
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record OrderHistoryEntry(
    @JsonIgnore long version,
    OrderStatus status,
    @Schema(nullable = true) String reason,
    Instant at,
    @JsonInclude(JsonInclude.Include.NON_NULL) String actor) {}
