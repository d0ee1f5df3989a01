package io.lockstep.payments.protocol;

import io.lockstep.orders.events.PaymentEvent;
import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.spi.ProviderPayment;
import java.time.Instant;
import java.util.List;

/**
 * What a payment becomes by an outcome. It decides and writes nothing.
 *
 * @param next the payment afterwards
 * @param events the facts to publish: one for each status that it went through
 * @param refusal why the step is not done, a short code; null where it is, or where the outcome was
 *     old news
 * @param difference in what the provider's payment is not ours, {@code amount} or {@code
 *     reference}: then nothing of it was applied; null where it is ours
 */
record Progress(
    Payment before, Payment next, List<PaymentEvent> events, String refusal, String difference) {
  private static final int LONGEST_REASON = 64;

  /**
   * The progress of a payment.
   *
   * @param asked the step that was asked for, or null where the provider has spoken by itself
   */
  static Progress of(Payment payment, Step asked, Outcome outcome, Instant now) {
    if (outcome instanceof Outcome.Said said) {
      return said(payment, asked, said.payment(), now);
    }
    if (Step.next(payment).filter(step -> step == asked).isEmpty()) {
      return new Progress(payment, payment, List.of(), null, null);
    }
    if (outcome instanceof Outcome.Unclear unclear) {
      return waiting(
          payment,
          asked == Step.REFUND ? PaymentStatus.REFUND_PENDING : PaymentStatus.UNKNOWN,
          unclear.reason());
    }
    if (outcome instanceof Outcome.Refused refused) {
      return waiting(
          payment,
          asked == Step.REFUND ? PaymentStatus.REFUND_PENDING : payment.status(),
          refused.reason());
    }
    return waiting(payment, payment.status(), ((Outcome.NotAsked) outcome).reason());
  }

  private static Progress waiting(Payment payment, PaymentStatus shown, String why) {
    String reason = code(why);
    return new Progress(
        payment, payment.at(shown, payment.confirmed(), null, reason), List.of(), reason, null);
  }

  private static Progress said(Payment payment, Step asked, ProviderPayment theirs, Instant now) {
    return switch (theirs.state()) {
      case NONE -> undecided(payment, asked, payment.status(), "not-known-to-the-provider");
      case PENDING -> undecided(payment, asked, PaymentStatus.UNKNOWN, "pending-at-the-provider");
      default -> {
        String difference = difference(payment, theirs);
        yield difference == null
            ? moved(payment, theirs, PaymentStatus.valueOf(theirs.state().name()), now)
            : new Progress(payment, payment, List.of(), difference + "-differs", difference);
      }
    };
  }

  private static Progress undecided(Payment payment, Step asked, PaymentStatus shown, String why) {
    return Step.next(payment).filter(step -> step == asked).isPresent()
        ? waiting(payment, asked == Step.REFUND ? PaymentStatus.REFUND_PENDING : shown, why)
        : new Progress(payment, payment, List.of(), null, null);
  }

  private static String difference(Payment payment, ProviderPayment theirs) {
    if (theirs.amount() != payment.charge().amount().amount()
        || !payment.charge().amount().currency().equals(theirs.currency())) {
      return "amount";
    }
    return payment.reference() == null || payment.reference().equals(theirs.reference())
        ? null
        : "reference";
  }

  private static Progress moved(
      Payment payment, ProviderPayment theirs, PaymentStatus to, Instant now) {
    PaymentStatus from = payment.confirmed();
    if (!from.next().contains(to)) {
      return from == to
          ? new Progress(payment, sure(payment, theirs), List.of(), null, null)
          : new Progress(payment, payment, List.of(), null, null);
    }
    Payment next = payment.at(to, to, theirs.reference(), reason(payment, theirs, to));
    return new Progress(payment, next, events(next, from, now), null, null);
  }

  /** It stands where it stood, and that is sure again; a refund that is missing stays missing. */
  private static Payment sure(Payment payment, ProviderPayment theirs) {
    return payment.status() == PaymentStatus.UNKNOWN
        ? payment.at(payment.confirmed(), payment.confirmed(), theirs.reference(), null)
        : payment;
  }

  private static String reason(Payment payment, ProviderPayment theirs, PaymentStatus to) {
    return switch (to) {
      case DECLINED -> theirs.reason() == null ? "declined" : code(theirs.reason());
      case VOIDED, REFUNDED ->
          payment.aim().isForward() ? "by-the-provider" : payment.aim().reason();
      default -> null;
    };
  }

  private static List<PaymentEvent> events(Payment next, PaymentStatus from, Instant now) {
    return next.status().factsAfter(from).stream().map(type -> event(type, next, now)).toList();
  }

  private static PaymentEvent event(String type, Payment next, Instant now) {
    return switch (type) {
      case PaymentEvent.Completed.TYPE -> new PaymentEvent.Completed(next.data(null, now));
      case PaymentEvent.Captured.TYPE -> new PaymentEvent.Captured(next.data(null, now));
      case PaymentEvent.Failed.TYPE -> new PaymentEvent.Failed(next.data(next.reason(), now));
      case PaymentEvent.Voided.TYPE -> new PaymentEvent.Voided(next.data(next.reason(), now));
      case PaymentEvent.Refunded.TYPE -> new PaymentEvent.Refunded(next.data(next.reason(), now));
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** Whether its status changed, which its history notes. */
  boolean isChange() {
    return before.status() != next.status();
  }

  /** What fits the columns: visible ASCII. */
  private static String code(String words) {
    String ascii = words.replaceAll("[^\\x21-\\x7e]+", "-");
    return ascii.length() <= LONGEST_REASON ? ascii : ascii.substring(0, LONGEST_REASON);
  }
}
