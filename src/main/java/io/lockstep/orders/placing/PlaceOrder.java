package io.lockstep.orders.placing;

import io.lockstep.http.Problem;
import io.lockstep.orders.ExternalId;
import io.lockstep.platform.Characters;
import io.lockstep.platform.CodePoints;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a caller orders.
 *
 * @param externalId the caller's own number of it, or null
 * @param metadata what the caller keeps with it, in the order given; empty for none
 * @param paymentMethod a token of the payment provider, or null; a secret
 */
@RegisterForReflection
@Schema(name = "NewOrder")
record PlaceOrder(
    @NotNull @Pattern(regexp = Names.PATTERN) String userId,
    @NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Item> items,
    @Size(min = 1) @Characters(max = ExternalId.LONGEST) @Schema(maxLength = ExternalId.LONGEST)
        String externalId,
    @Size(max = 20) Map<String, String> metadata,
    @Size(min = 1)
        @Characters(max = PaymentMethods.LONGEST)
        @Schema(maxLength = PaymentMethods.LONGEST)
        String paymentMethod) {
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_VALUE = 500;

  PlaceOrder {
    metadata =
        metadata == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** One line. */
  @RegisterForReflection
  @Schema(name = "NewOrderItem")
  record Item(
      @NotNull @Pattern(regexp = Names.PATTERN) String sku,
      @NotNull @Min(1) @Max(10_000) Integer quantity) {}

  /**
   * Checks what annotations cannot say.
   *
   * @throws Problem 400 if a SKU stands in two lines, or a member of the metadata is too long or no
   *     text
   */
  PlaceOrder checked() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(items.get(i).sku())) {
        throw Problem.invalid("items[" + i + "].sku", "stands in two items");
      }
    }
    metadata.forEach(PlaceOrder::check);
    return this;
  }

  private static void check(String name, String value) {
    if (name.isEmpty() || CodePoints.count(name) > LONGEST_NAME) {
      throw Problem.invalid(
          "metadata." + CodePoints.first(LONGEST_NAME, name),
          "must have a name of 1 to " + LONGEST_NAME + " characters");
    }
    if (value == null || CodePoints.count(value) > LONGEST_VALUE) {
      throw Problem.invalid(
          "metadata." + name, "must be a text of at most " + LONGEST_VALUE + " characters");
    }
  }

  Stream<String> skus() {
    return items.stream().map(Item::sku);
  }

  /** Without what is secret, or the caller's own. */
  @Override
  public String toString() {
    return "PlaceOrder[userId=" + userId + ", items=" + items + "]";
  }
}
