package io.lockstep.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.platform.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of the orders of a period. Each group's figures sum to those of the whole.
 *
 * @param count of orders, whatever their status and currency
 * @param revenue the totals of the confirmed orders in the report's currency
 * @param byStatus each status, also those that no order has
 * @param byDay each day (UTC) on which orders were placed
 * @param otherRevenue in other currencies; not there if there is none
 */
@RegisterForReflection
record OrderReport(
    long count,
    Money revenue,
    Map<String, Group> byStatus,
    Map<String, Group> byDay,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Money> otherRevenue) {

  /** Some of the orders. */
  @RegisterForReflection
  @Schema(name = "OrderReportGroup")
  record Group(long count, Money revenue) {}
}
