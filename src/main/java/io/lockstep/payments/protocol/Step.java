package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.payments.Payment.Aim;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What a provider is asked to do with a payment. */
enum Step {
  AUTHORISE,
  CAPTURE,
  VOID,
  REFUND;

  /**
   * What is to be asked next, by what is sure of a payment and what its order wants; empty where it
   * has arrived. Money that an order does not want any more is first made sure of, then given back.
   */
  static Optional<Step> next(Payment payment) {
    Aim.Kind aim = payment.aim().kind();
    return Optional.ofNullable(
        switch (payment.confirmed()) {
          case REQUESTED -> AUTHORISE;
          case AUTHORISED ->
              switch (aim) {
                case AUTHORISE -> null;
                case CAPTURE -> CAPTURE;
                case UNDO -> VOID;
              };
          case CAPTURED -> aim == Aim.Kind.UNDO ? REFUND : null;
          case DECLINED, VOIDED, REFUNDED -> null;
          case UNKNOWN, REFUND_PENDING ->
              throw new IllegalStateException(payment.confirmed() + " is never confirmed");
        });
  }

  /**
   * The same for each repetition of this step of this payment, and for nothing else. After a sure
   * refusal it is another one: providers answer a known key as they did before.
   *
   * @param refusals how many of the first attempts were refused for sure, before any that was not
   */
  String idempotencyKey(UUID paymentId, int refusals) {
    String key = paymentId + "-" + name().toLowerCase(Locale.ROOT);
    return refusals == 0 ? key : key + "-" + refusals;
  }
}
