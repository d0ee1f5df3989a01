package io.lockstep.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * One change of an order's status.
 *
 * @param version the order's version since then
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record OrderHistoryEntry(
    @JsonIgnore long version, OrderStatus status, String reason, Instant at) {}
