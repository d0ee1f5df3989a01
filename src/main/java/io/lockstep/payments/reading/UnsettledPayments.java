package io.lockstep.payments.reading;

import io.lockstep.sql.Tx;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Counts the payments that somebody may have to look after, by their index. */
@ApplicationScoped
public class UnsettledPayments {
  /** The figures of now. */
  public Uni<Figures> now(Tx tx) {
    return tx.first(
            """
            SELECT COALESCE(SUM(status = 'UNKNOWN'), 0) AS not_known,
                   COALESCE(SUM(status = 'REFUND_PENDING'), 0) AS refund_pending
              FROM payments FORCE INDEX (payments_by_status)
             WHERE status IN ('UNKNOWN', 'REFUND_PENDING')
            """,
            row -> new Figures(row.getLong("not_known"), row.getLong("refund_pending")))
        .map(Optional::orElseThrow);
  }

  /**
   * What an operator wants to know of payments.
   *
   * @param unknown those whose provider has not answered
   * @param refundPending those whose money could not go back yet
   */
  @RegisterForReflection
  @Schema(name = "PaymentFigures")
  public record Figures(long unknown, long refundPending) {}
}
