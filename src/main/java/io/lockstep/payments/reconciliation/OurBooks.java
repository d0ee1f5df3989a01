package io.lockstep.payments.reconciliation;

import io.lockstep.payments.PaymentStatus;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.lockstep.sql.tables.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Our payments of a provider, as the reconciliation reads them: without a lock. */
@ApplicationScoped
class OurBooks {
  private static final int PAGE = 500;

  /** What moved a moment ago may be ahead of what the provider has listed, or behind it. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private static final String COLUMNS =
      "SELECT p.order_id, p.payment_id, p.confirmed, p.reference, EXISTS (SELECT 1 FROM"
          + " payment_steps s WHERE s.order_id = p.order_id AND s.next_at IS NOT NULL)"
          + " OR p.updated_at > UTC_TIMESTAMP(6) - INTERVAL "
          + SETTLING.toSeconds()
          + " SECOND AS moving FROM ";

  /** Those of these payments that are ours and of this provider, by their ids. */
  Uni<Map<UUID, Ours>> find(Tx tx, String provider, Collection<UUID> paymentIds) {
    return tx.list(
            COLUMNS
                + """
                JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j
                JOIN payments p ON p.payment_id = j.id WHERE p.provider = ?
                """,
            Ours::of,
            JsonRows.ofValues(paymentIds),
            provider)
        .map(
            found ->
                found.stream().collect(Collectors.toMap(Ours::paymentId, Function.identity())));
  }

  /**
   * A page of those made in a period that the provider must know, oldest first.
   *
   * @param after the last one of the page before, or null
   */
  Uni<List<Ours>> madeIn(Tx tx, String provider, Instant from, Instant until, UUID after) {
    return tx.list(
        COLUMNS
            + "payments p WHERE p.payment_id > ? AND p.payment_id < ? AND p.provider = ?"
            + " AND p.reference IS NOT NULL ORDER BY p.payment_id LIMIT "
            + PAGE,
        Ours::of,
        after == null ? Ids.lowestAt(from) : after.toString(),
        Ids.lowestAt(until),
        provider);
  }

  /**
   * One payment.
   *
   * @param isMoving whether a step of it is open, or it has moved a moment ago
   */
  record Ours(UUID orderId, UUID paymentId, PaymentStatus confirmed, boolean isMoving) {
    static Ours of(Row row) {
      return new Ours(
          UUID.fromString(row.getString("order_id")),
          UUID.fromString(row.getString("payment_id")),
          PaymentStatus.valueOf(row.getString("confirmed")),
          row.getInteger("moving") == 1);
    }
  }
}
