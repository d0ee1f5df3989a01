package io.lockstep.payments;

import io.lockstep.orders.events.PaymentEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where a payment stands, in the words of the interface.
 *
 * <p>What a provider confirms goes forward only: {@link #next} are the statuses that may follow,
 * and whatever else is said (late, twice, or in another order) changes nothing.
 */
@RegisterForReflection
@Schema(name = "PaymentStatus")
public enum PaymentStatus {
  /** The provider is to be asked for it. */
  REQUESTED,
  /** The provider was asked and did not answer; it is asked until it is sure. */
  UNKNOWN,
  /** The money is held for the merchant, and not taken. */
  AUTHORISED,
  /** The money is taken. */
  CAPTURED,
  /** The provider has refused it. */
  DECLINED,
  /** The hold was given up, or it never came to one. */
  VOIDED,
  /** The money has to go back and has not yet. */
  REFUND_PENDING,
  /** The money has gone back. */
  REFUNDED;

  /** What a provider may confirm after this; empty for one that is final. */
  public Set<PaymentStatus> next() {
    return switch (this) {
      case REQUESTED -> EnumSet.of(AUTHORISED, CAPTURED, DECLINED, VOIDED, REFUNDED);
      case AUTHORISED -> EnumSet.of(CAPTURED, VOIDED, REFUNDED);
      case CAPTURED -> EnumSet.of(REFUNDED);
      case DECLINED, VOIDED, REFUNDED -> EnumSet.noneOf(PaymentStatus.class);
      case UNKNOWN, REFUND_PENDING ->
          throw new IllegalStateException(this + " is what is missing, not what is confirmed");
    };
  }

  /**
   * The types of the facts that are published, in order, when an outside provider confirms this.
   *
   * @param before what it had confirmed before
   */
  public List<String> factsAfter(PaymentStatus before) {
    boolean isFirst = before == REQUESTED;
    return switch (this) {
      case AUTHORISED -> List.of(PaymentEvent.Completed.TYPE);
      case CAPTURED ->
          isFirst
              ? List.of(PaymentEvent.Completed.TYPE, PaymentEvent.Captured.TYPE)
              : List.of(PaymentEvent.Captured.TYPE);
      case DECLINED -> List.of(PaymentEvent.Failed.TYPE);
      case VOIDED -> List.of(isFirst ? PaymentEvent.Failed.TYPE : PaymentEvent.Voided.TYPE);
      case REFUNDED ->
          before == CAPTURED
              ? List.of(PaymentEvent.Refunded.TYPE)
              : Stream.concat(
                      CAPTURED.factsAfter(before).stream(), Stream.of(PaymentEvent.Refunded.TYPE))
                  .toList();
      case REQUESTED, UNKNOWN, REFUND_PENDING -> List.of();
    };
  }
}
