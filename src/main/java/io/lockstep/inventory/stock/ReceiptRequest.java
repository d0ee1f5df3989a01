package io.lockstep.inventory.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** The body of a receipt. */
@RegisterForReflection
record ReceiptRequest(@NotNull @Min(1) @Max(1_000_000_000) Long quantity) {}
