package io.lockstep.catalog;

import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.lockstep.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** What a caller says of a product. */
@RegisterForReflection
record ProductRequest(
    @NotBlank @Size(max = 200) String name,
    @NotNull @Pattern(regexp = Names.PATTERN) String category,
    @NotNull Money unitPrice) {

  /**
   * Checks what annotations cannot say.
   *
   * @throws Problem 400 for a price below zero
   */
  ProductRequest checked() {
    if (unitPrice.amount() < 0) {
      throw Problem.invalid("unitPrice.amount", "must not be negative");
    }
    return this;
  }
}
