package io.lockstep.inventory.reservations;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of an extension: by how much. */
@RegisterForReflection
@Schema(name = "ReservationExtension")
record ExtensionRequest(@NotNull @Min(1) @Max(86_400) Long ttlSeconds) {}
