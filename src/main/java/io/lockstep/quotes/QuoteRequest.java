package io.lockstep.quotes;

import io.lockstep.http.Problem;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a quote is asked for: the same limits as an order's. */
@RegisterForReflection
record QuoteRequest(@NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Item> items) {

  /** One line. */
  @RegisterForReflection
  @Schema(name = "QuoteRequestItem")
  record Item(
      @NotNull @Pattern(regexp = Names.PATTERN) String sku,
      @NotNull @Min(1) @Max(10_000) Integer quantity) {}

  /**
   * Checks what annotations cannot say.
   *
   * @throws Problem 400 if a SKU stands in two lines
   */
  QuoteRequest checked() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(items.get(i).sku())) {
        throw Problem.invalid("items[" + i + "].sku", "stands in two items");
      }
    }
    return this;
  }

  Stream<String> skus() {
    return items.stream().map(Item::sku);
  }
}
