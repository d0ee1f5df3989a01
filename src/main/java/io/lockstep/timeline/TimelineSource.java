package io.lockstep.timeline;

import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/**
 * What a module knows of an order's past. Each module that had a part in it implements this as a
 * bean, and tells it from the rows that it keeps anyway, by their primary keys.
 */
public interface TimelineSource {
  /**
   * The entries of one order, those of one time in the order in which they happened.
   *
   * @param traceId the trace of the request that placed the order, which its messages carry on; or
   *     null
   */
  Uni<List<TimelineEntry>> entriesOf(Tx tx, UUID orderId, String traceId);
}
