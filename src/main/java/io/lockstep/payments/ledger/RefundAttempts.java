package io.lockstep.payments.ledger;

import io.lockstep.messaging.outbox.Outbox;
import io.lockstep.messaging.outbox.OutgoingMessage;
import io.lockstep.orders.events.OrderFlowMessages;
import io.lockstep.payments.Payments;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Gives money back where that is possible now, and keeps the rest as {@code REFUND_PENDING}: the
 * merchant may have too little, or the payer's account no room. The payments must be locked by the
 * transaction already; each refund is decided alone.
 */
@ApplicationScoped
public class RefundAttempts {
  private static final Logger LOG = Logger.getLogger(RefundAttempts.class);

  private final LedgerGateway gateway;
  private final Payments payments;
  private final Refunds refunds;
  private final Outbox outbox;
  private final OrderFlowMessages messages;
  private final Clock clock;

  RefundAttempts(
      LedgerGateway gateway,
      Payments payments,
      Refunds refunds,
      Outbox outbox,
      OrderFlowMessages messages,
      Clock clock) {
    this.gateway = gateway;
    this.payments = payments;
    this.refunds = refunds;
    this.outbox = outbox;
    this.messages = messages;
    this.clock = clock;
  }

  /** Makes refunds in their order, says so for each that is made, and postpones the others. */
  public Uni<Void> make(Tx tx, List<Refund> wanted) {
    return wanted.isEmpty()
        ? Uni.createFrom().voidItem()
        : gateway
            .refund(tx, wanted.stream().map(refund -> refund.payment().charge()).toList())
            .flatMap(refusals -> write(tx, wanted, refusals));
  }

  private Uni<Void> write(Tx tx, List<Refund> wanted, List<Optional<String>> refusals) {
    List<Refund> made = new ArrayList<>();
    List<Refunds.Refused> refused = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Refund refund = wanted.get(i);
      refusals
          .get(i)
          .ifPresentOrElse(
              reason -> refused.add(new Refunds.Refused(refund, reason)), () -> made.add(refund));
    }
    tx.afterCommit(() -> refused.forEach(RefundAttempts::logFirst));
    return writeMade(tx, made).chain(() -> refunds.postpone(tx, refused));
  }

  private Uni<Void> writeMade(Tx tx, List<Refund> made) {
    return made.isEmpty()
        ? Uni.createFrom().voidItem()
        : payments
            .markRefunded(
                tx,
                made.stream()
                    .collect(
                        Collectors.toMap(refund -> refund.payment().orderId(), Refund::reason)))
            .chain(() -> refunds.end(tx, made))
            .chain(() -> outbox.append(tx, made.stream().map(this::refunded).toList()));
  }

  private OutgoingMessage refunded(Refund refund) {
    return messages.of(
        refund.payment().refunded(refund.reason(), clock.instant()), refund.traceparent());
  }

  private static void logFirst(Refunds.Refused refused) {
    if (refused.refund().attempts() == 0) {
      LOG.warnf(
          "the refund of order %s is pending: %s",
          refused.refund().payment().orderId(), refused.refusal());
    }
  }
}
