package io.lockstep.payments;

import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * The payment of one order.
 *
 * @param paymentId null for one that was voided before it was made
 * @param charge null for one that was voided before it was made
 * @param provider who moves the money, by the name of {@code lockstep.payments.provider}
 * @param reference the provider's own id of it, or null
 * @param confirmed the last status that the provider has confirmed; {@code status} differs from it
 *     while an answer is missing ({@code UNKNOWN}) or money has to go back ({@code REFUND_PENDING})
 * @param reason why it was declined, was refunded, or is not further on, or null
 * @param aim what the order wants of it
 */
public record Payment(
    UUID orderId,
    UUID paymentId,
    Charge charge,
    String provider,
    String reference,
    PaymentStatus status,
    PaymentStatus confirmed,
    String reason,
    Aim aim) {

  /** The embedded provider: accounts in the service's own database. */
  public static final String LEDGER = "ledger";

  /** One that must not happen any more, and was not made. */
  static Payment voided(UUID orderId) {
    return new Payment(
        orderId,
        null,
        null,
        LEDGER,
        null,
        PaymentStatus.VOIDED,
        PaymentStatus.VOIDED,
        null,
        Aim.AUTHORISE);
  }

  /** One whose money the ledger has moved, or has not. */
  public static Payment ofLedger(UUID orderId, UUID paymentId, Charge charge, String declined) {
    PaymentStatus status = declined == null ? PaymentStatus.CAPTURED : PaymentStatus.DECLINED;
    return new Payment(
        orderId, paymentId, charge, LEDGER, null, status, status, declined, Aim.AUTHORISE);
  }

  /** The same, but the ledger has not moved its money. */
  public Payment declined(String why) {
    return ofLedger(orderId, paymentId, charge, why);
  }

  /** One that its provider is to be asked for. */
  public static Payment requested(
      UUID orderId, UUID paymentId, Charge charge, String provider, String traceparent) {
    return new Payment(
        orderId,
        paymentId,
        charge,
        provider,
        null,
        PaymentStatus.REQUESTED,
        PaymentStatus.REQUESTED,
        null,
        Aim.AUTHORISE.in(traceparent));
  }

  /** Whether another party than the service's own database moves its money. */
  public boolean isOutside() {
    return !provider.equals(LEDGER);
  }

  /** Whether it was asked for and its order has no answer yet. */
  public boolean isUndecided() {
    return confirmed == PaymentStatus.REQUESTED;
  }

  /**
   * Whether the order still waits for an answer about it: of one that was undone nothing is
   * published.
   */
  public boolean isAnswerable() {
    return aim.isForward()
        && (status == PaymentStatus.DECLINED
            || confirmed == PaymentStatus.AUTHORISED
            || status == PaymentStatus.CAPTURED);
  }

  /** What it answers to the order, also when asked again. */
  public PaymentEvent answer(Instant now) {
    return status == PaymentStatus.DECLINED
        ? new PaymentEvent.Failed(data(reason, now))
        : new PaymentEvent.Completed(data(null, now));
  }

  public PaymentEvent refunded(String why, Instant now) {
    return new PaymentEvent.Refunded(data(why, now));
  }

  /** What an event about it says. */
  public PaymentEvent.Data data(String why, Instant now) {
    Money amount = charge.amount();
    return new PaymentEvent.Data(orderId, paymentId, amount.amount(), amount.currency(), why, now);
  }

  /** The same with another aim. */
  public Payment aimingAt(Aim next) {
    return new Payment(
        orderId, paymentId, charge, provider, reference, status, confirmed, reason, next);
  }

  /**
   * The same as the provider says it is.
   *
   * @param theirs the provider's id of it; null keeps what is known
   */
  public Payment at(PaymentStatus shown, PaymentStatus sure, String theirs, String why) {
    return new Payment(
        orderId,
        paymentId,
        charge,
        provider,
        theirs == null ? reference : theirs,
        shown,
        sure,
        why,
        aim);
  }

  /**
   * What the order wants of its payment.
   *
   * @param kind how far it is to go
   * @param reason why it is to be undone, as the reason of the order, or null
   * @param traceparent the trace context of the order, or null
   */
  public record Aim(Kind kind, String reason, String traceparent) {
    static final Aim AUTHORISE = new Aim(Kind.AUTHORISE, null, null);

    /** How far a payment is to go. */
    public enum Kind {
      AUTHORISE,
      CAPTURE,
      UNDO
    }

    public boolean isForward() {
      return kind != Kind.UNDO;
    }

    Aim in(String trace) {
      return new Aim(kind, reason, trace);
    }

    /** The order is confirmed: its money is to be taken. */
    public Aim capture() {
      return new Aim(Kind.CAPTURE, null, traceparent);
    }

    /** The order is given up: its money is to go back. */
    public Aim undo(String why) {
      return new Aim(Kind.UNDO, why, traceparent);
    }
  }
}
