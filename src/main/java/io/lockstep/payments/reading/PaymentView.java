package io.lockstep.payments.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.payments.Payment;
import io.lockstep.platform.Time;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A payment over REST.
 *
 * @param reference the provider's own id of it
 * @param amount minor units
 * @param reason why it was declined, was refunded or cannot be refunded now, or null
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
    State status,
    @Schema(nullable = true) String reason,
    int attempts,
    List<Entry> history) {
  static final String SELECT =
      "SELECT p.order_id, p.payment_id, p.amount, p.currency, p.status, p.reason, p.created_at,"
          + " p.updated_at, r.refusal, r.attempts, r.refused_at"
          + " FROM payments p LEFT JOIN refunds r ON r.order_id = p.order_id";

  private static final String PROVIDER = "ledger";

  static PaymentView of(Row row) {
    State status = State.of(Payment.Status.valueOf(row.getString("status")));
    Integer attempts = row.getInteger("attempts");
    String id = row.getString("payment_id");
    return new PaymentView(
        id,
        row.getString("order_id"),
        PROVIDER,
        id,
        row.getLong("amount"),
        row.getString("currency"),
        status,
        row.getString("reason"),
        attempts == null ? 1 : attempts,
        history(row, status));
  }

  private static List<Entry> history(Row row, State status) {
    List<Entry> history = new ArrayList<>();
    String reason = row.getString("reason");
    boolean declined = status == State.DECLINED;
    history.add(
        new Entry(
            declined ? State.DECLINED : State.CAPTURED,
            declined ? reason : null,
            at(row, "created_at")));
    if (row.getLocalDateTime("refused_at") != null) {
      history.add(new Entry(State.REFUND_PENDING, row.getString("refusal"), at(row, "refused_at")));
    }
    if (status == State.REFUNDED) {
      history.add(new Entry(State.REFUNDED, reason, at(row, "updated_at")));
    }
    return history;
  }

  private static Instant at(Row row, String column) {
    LocalDateTime time = row.getLocalDateTime(column);
    return Time.fromColumn(time);
  }

  /** Where a payment stands, in the words of the interface. */
  @RegisterForReflection
  @Schema(name = "PaymentStatus")
  enum State {
    CAPTURED(Payment.Status.COMPLETED),
    DECLINED(Payment.Status.FAILED),
    REFUND_PENDING(Payment.Status.REFUND_PENDING),
    REFUNDED(Payment.Status.REFUNDED);

    private final Payment.Status stored;

    State(Payment.Status stored) {
      this.stored = stored;
    }

    Payment.Status stored() {
      return stored;
    }

    static State of(Payment.Status stored) {
      for (State state : values()) {
        if (state.stored == stored) {
          return state;
        }
      }
      throw new IllegalArgumentException(stored + " is not shown");
    }
  }

  /** One line of the history. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "PaymentHistoryEntry")
  record Entry(State status, @Schema(nullable = true) String reason, Instant at) {}
}
