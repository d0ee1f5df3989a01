package io.lockstep.quotes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.platform.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What products cost now. It promises nothing: prices and stock may change the moment after.
 *
 * @param total of all lines, in their one currency
 */
@RegisterForReflection
record Quote(
    @JsonProperty(required = true) Money total, @JsonProperty(required = true) List<Line> items) {

  /**
   * One line.
   *
   * @param available units that are there and promised to nobody, whatever was asked for
   */
  @RegisterForReflection
  @Schema(name = "QuoteItem")
  record Line(
      @JsonProperty(required = true) String sku,
      @JsonProperty(required = true) int quantity,
      @JsonProperty(required = true) Money unitPrice,
      @JsonProperty(required = true) long available) {}
}
