package io.lockstep.inventory.stock;

import io.lockstep.http.Problem;
import io.lockstep.platform.Characters;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of an adjustment.
 *
 * @param quantity by how many units the stock changes; not 0
 * @param kind why: the units were counted anew, damaged, lost or found
 * @param note what else is to be remembered of it, or null
 */
@RegisterForReflection
record AdjustmentRequest(
    @NotNull @Min(-1_000_000_000) @Max(1_000_000_000) Long quantity,
    @NotNull
        @Pattern(regexp = "count|damage|loss|found")
        @Schema(enumeration = {"count", "damage", "loss", "found"})
        String kind,
    @Characters(max = LONGEST_NOTE) @Schema(maxLength = LONGEST_NOTE) String note) {
  private static final int LONGEST_NOTE = 500;

  /**
   * Checks what annotations cannot say.
   *
   * @throws Problem 400 if nothing would change
   */
  AdjustmentRequest checked() {
    if (quantity == 0) {
      throw Problem.invalid("quantity", "must not be 0");
    }
    return this;
  }
}
