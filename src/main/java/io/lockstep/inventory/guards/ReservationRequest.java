package io.lockstep.inventory.guards;

import io.lockstep.platform.Characters;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a reservation.
 *
 * @param reference whatever the caller wants to find it by; may be missing
 * @param ttlSeconds how long it is held; the configured time if missing
 * @param guard the wire name of a guard; the configured one if missing
 */
@RegisterForReflection
@Schema(name = "NewReservation")
record ReservationRequest(
    @NotNull @Min(1) @Max(1_000_000) Long quantity,
    @Characters(max = 255) @Schema(maxLength = 255) String reference,
    @Min(1) @Max(86_400) Long ttlSeconds,
    @Schema(
            enumeration = {
              "row-lock",
              "row-lock-nowait",
              "conditional-update",
              "redis-lock",
              "redlock",
              "database-lock",
              "group-commit"
            })
        String guard) {}
