package io.lockstep.payments.reading;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.payments.ledger.RefundAttempts;
import io.lockstep.payments.ledger.Refunds;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.sql.Tx;
import io.lockstep.timeline.TimelineNotes;
import io.lockstep.timeline.TimelineNotes.Note;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tries now what a payment waits for, and asks its provider how it stands. */
@ApplicationScoped
class ReconcilingPayment {
  private final ReadingPayments reading;
  private final Refunds refunds;
  private final RefundAttempts making;
  private final OutsidePayments outside;
  private final TimelineNotes notes;

  ReconcilingPayment(
      ReadingPayments reading,
      Refunds refunds,
      RefundAttempts making,
      OutsidePayments outside,
      TimelineNotes notes) {
    this.reading = reading;
    this.refunds = refunds;
    this.making = making;
    this.outside = outside;
    this.notes = notes;
  }

  /** 202 with the payment as it is afterwards, the provider being asked; 404. */
  Uni<Answer> reconcile(Tx tx, Act act, String paymentId) {
    return reading
        .byId(tx, paymentId)
        .flatMap(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Answer.refused(Problem.notFound("The payment")))
                    : tryNow(tx, act, found.get()));
  }

  private Uni<Answer> tryNow(Tx tx, Act act, PaymentView payment) {
    return refunds
        .lock(tx, UUID.fromString(payment.orderId()))
        .flatMap(pending -> making.make(tx, pending))
        .chain(() -> outside.askNow(tx, UUID.fromString(payment.orderId())))
        .chain(() -> notes.append(tx, List.of(note(act, payment))))
        .chain(() -> reading.byId(tx, payment.id()))
        .map(Optional::orElseThrow)
        .map(Answer::accepted);
  }

  private static Note note(Act act, PaymentView payment) {
    return Note.ofOperator(
        payment.orderId(), "payment-reconciled", act.because(payment.id()), act.actor());
  }
}
