package io.lockstep.payments.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A payment over REST.
 *
 * @param provider who moves the money: {@code ledger}, or the name of an outside provider
 * @param reference the provider's own id of it; null while the provider has given none
 * @param amount minor units
 * @param reason why it was declined, was refunded or is not further on, or null
 * @param attempts how often the provider was asked for the last step
 * @param history oldest first
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Payment")
record PaymentView(
    @Schema(format = "uuid") String id,
    @Schema(format = "uuid") String orderId,
    String provider,
    @Schema(nullable = true) String reference,
    long amount,
    String currency,
    PaymentStatus status,
    @Schema(nullable = true) String reason,
    int attempts,
    List<Entry> history) {
  static final String SELECT =
      "SELECT p.order_id, p.payment_id, p.provider, p.reference, p.amount, p.currency, p.status,"
          + " p.reason, p.created_at, p.updated_at, r.refusal, r.refused_at,"
          + " COALESCE((SELECT s.attempts FROM payment_steps s WHERE s.order_id = p.order_id"
          + " ORDER BY s.created_at DESC, s.step DESC LIMIT 1), r.attempts, 1) AS attempts"
          + " FROM payments p LEFT JOIN refunds r ON r.order_id = p.order_id";

  /**
   * A payment.
   *
   * @param history what is written of an outside provider's; of the ledger's nothing is, because
   *     its row says all of it
   */
  static PaymentView of(Row row, List<Entry> history) {
    String id = row.getString("payment_id");
    String provider = row.getString("provider");
    PaymentStatus status = PaymentStatus.valueOf(row.getString("status"));
    boolean isOfLedger = provider.equals(Payment.LEDGER);
    return new PaymentView(
        id,
        row.getString("order_id"),
        provider,
        isOfLedger ? id : row.getString("reference"),
        row.getLong("amount"),
        row.getString("currency"),
        status,
        row.getString("reason"),
        row.getInteger("attempts"),
        isOfLedger ? historyOfLedger(row, status) : history);
  }

  private static List<Entry> historyOfLedger(Row row, PaymentStatus status) {
    List<Entry> history = new ArrayList<>();
    String reason = row.getString("reason");
    boolean declined = status == PaymentStatus.DECLINED;
    history.add(
        new Entry(
            declined ? PaymentStatus.DECLINED : PaymentStatus.CAPTURED,
            declined ? reason : null,
            at(row, "created_at")));
    if (row.getLocalDateTime("refused_at") != null) {
      history.add(
          new Entry(PaymentStatus.REFUND_PENDING, row.getString("refusal"), at(row, "refused_at")));
    }
    if (status == PaymentStatus.REFUNDED) {
      history.add(new Entry(PaymentStatus.REFUNDED, reason, at(row, "updated_at")));
    }
    return history;
  }

  private static Instant at(Row row, String column) {
    return Time.fromColumn(row.getLocalDateTime(column));
  }

  /** One line of the history. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "PaymentHistoryEntry")
  record Entry(PaymentStatus status, @Schema(nullable = true) String reason, Instant at) {
    static Entry of(Row row) {
      return new Entry(
          PaymentStatus.valueOf(row.getString("status")),
          row.getString("reason"),
          Time.fromColumn(row.getLocalDateTime("at")));
    }
  }
}
