package io.lockstep.orders;

import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Counts the orders that are not final, of which there are few; those that are final are not read.
 * Cost: the index entries of the open orders, and the rows of the oldest {@link #LOOKED_AT} of each
 * status.
 */
@ApplicationScoped
public class OpenOrders {
  private static final int LOOKED_AT = 10_000;

  /** An order is stuck if it was driven again, or set aside by the sweep that does so. */
  private static final String STUCK =
      """
      SELECT (SELECT COUNT(*) FROM (
                SELECT retries FROM orders FORCE INDEX (by_status)
                 WHERE status = 'PENDING' ORDER BY id LIMIT %1$d) pending WHERE retries > 0)
           + (SELECT COUNT(*) FROM (
                SELECT retries FROM orders FORCE INDEX (by_status)
                 WHERE status = 'PAID' ORDER BY id LIMIT %1$d) paid WHERE retries > 0)
           + (SELECT COUNT(*) FROM set_aside s JOIN orders o ON o.id = s.item
               WHERE s.use_case = 'unanswered-orders' AND o.retries = 0) AS stuck
      """
          .formatted(LOOKED_AT);

  private static final String OPEN =
      """
      SELECT COUNT(*) AS orders,
             COALESCE(TIMESTAMPDIFF(SECOND, MIN(updated_at), UTC_TIMESTAMP(6)), 0) AS oldest
        FROM (SELECT updated_at FROM orders FORCE INDEX (by_status)
               WHERE status = ? ORDER BY id LIMIT %d) first
      """
          .formatted(LOOKED_AT);

  private static final String OF_STATUS =
      """
      SELECT COUNT(*) AS orders,
             COALESCE((SELECT TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(6))
                         FROM orders FORCE INDEX (by_status)
                        WHERE status = ? ORDER BY id LIMIT 1), 0) AS oldest
        FROM orders FORCE INDEX (by_status) WHERE status = ?
      """;

  /** The figures of now, one statement after the other. */
  public Uni<Figures> now(Tx tx) {
    Uni<Figures> figures = stuck(tx).map(stuck -> new Figures(Map.of(), 0, stuck));
    for (OrderStatus status :
        Arrays.stream(OrderStatus.values()).filter(each -> !each.isFinal()).toList()) {
      figures = figures.flatMap(before -> count(tx, status, before));
    }
    return figures;
  }

  private static Uni<Figures> count(Tx tx, OrderStatus status, Figures before) {
    return tx.first(
            OF_STATUS,
            row -> before.with(status, row.getLong("orders"), row.getLong("oldest")),
            status.name(),
            status.name())
        .map(Optional::orElseThrow);
  }

  private static Uni<Long> stuck(Tx tx) {
    return tx.first(STUCK, row -> row.getLong("stuck")).map(Optional::orElseThrow);
  }

  /**
   * How many orders of a status that is not final there are, and how old the oldest is. Cost: at
   * most {@link #LOOKED_AT} entries of an index.
   *
   * @param status its name
   */
  public Uni<Open> open(Tx tx, String status) {
    return tx.first(OPEN, row -> new Open(row.getLong("orders"), row.getLong("oldest")), status)
        .map(Optional::orElseThrow);
  }

  /**
   * Orders of one status.
   *
   * @param count how many, of the oldest 10,000
   * @param oldestSeconds since when the oldest has not changed; 0 where there is none
   */
  public record Open(long count, long oldestSeconds) {}

  /**
   * What an operator wants to know of orders.
   *
   * @param byStatus how many there are of each status that is not final
   * @param oldestOpenSeconds the age of the oldest of them; 0 where there is none
   * @param stuck how many have been driven again, or cannot be
   */
  @RegisterForReflection
  @Schema(name = "OrderFigures")
  public record Figures(Map<String, Long> byStatus, long oldestOpenSeconds, long stuck) {
    private Figures with(OrderStatus status, long count, long oldest) {
      Map<String, Long> more = new LinkedHashMap<>(byStatus);
      more.put(status.name(), count);
      return new Figures(more, Math.max(oldestOpenSeconds, oldest), stuck);
    }
  }
}
