package io.lockstep.inventory.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a receipt. */
@RegisterForReflection
@Schema(name = "StockReceipt")
record ReceiptRequest(@NotNull @Min(1) @Max(1_000_000_000) Long quantity) {}
