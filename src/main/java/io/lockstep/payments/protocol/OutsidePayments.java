package io.lockstep.payments.protocol;

import io.lockstep.payments.Payment;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.Payments;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What orders want of payments that an outside provider makes. Each act writes what is wanted in
 * the caller's transaction and returns; the provider is asked after it has committed.
 */
@ApplicationScoped
public class OutsidePayments {
  private final Payments payments;
  private final PaymentHistory history;
  private final PaymentSteps steps;
  private final MovingPayments moving;
  private final AskingProviders asking;

  OutsidePayments(
      Payments payments,
      PaymentHistory history,
      PaymentSteps steps,
      MovingPayments moving,
      AskingProviders asking) {
    this.payments = payments;
    this.history = history;
    this.steps = steps;
    this.moving = moving;
    this.asking = asking;
  }

  /** Has providers asked for payments that were inserted in this transaction. */
  public Uni<Void> request(Tx tx, List<Payment> requested) {
    return requested.isEmpty()
        ? Uni.createFrom().voidItem()
        : history.append(tx, requested).chain(() -> moving.aim(tx, requested));
  }

  /** Takes the money of orders that are confirmed; others' money was taken at once. */
  public Uni<Void> capture(Tx tx, Collection<UUID> orderIds) {
    return payments
        .lock(tx, orderIds)
        .flatMap(
            found ->
                moving.aim(
                    tx,
                    found.values().stream()
                        .filter(Payment::isOutside)
                        .filter(payment -> payment.aim().isForward())
                        .map(payment -> payment.aimingAt(payment.aim().capture()))
                        .toList()));
  }

  /**
   * Gives back what orders do not want any more: held money is freed, taken money refunded, and
   * what is not known yet made sure of first. A payment that its provider has never seen is voided
   * at once.
   *
   * @param locked payments of outside providers, locked by the transaction
   * @param reasons why, as the reasons of the orders
   */
  public Uni<Void> undo(Tx tx, Collection<Payment> locked, Map<UUID, String> reasons) {
    List<Payment> undone = new ArrayList<>();
    List<Payment> unasked = new ArrayList<>();
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (Payment payment : locked) {
      Payment aimed = payment.aimingAt(payment.aim().undo(reasons.get(payment.orderId())));
      chain = chain.chain(() -> sort(tx, aimed, undone, unasked));
    }
    return chain
        .chain(() -> moving.aim(tx, undone))
        .chain(() -> payments.update(tx, unasked))
        .chain(() -> history.append(tx, unasked));
  }

  private Uni<Void> sort(Tx tx, Payment aimed, List<Payment> undone, List<Payment> unasked) {
    if (!aimed.isUndecided()) {
      undone.add(aimed);
      return Uni.createFrom().voidItem();
    }
    return steps
        .endUnasked(tx, aimed.orderId())
        .invoke(
            ended -> {
              if (ended) {
                unasked.add(
                    aimed.at(
                        PaymentStatus.VOIDED, PaymentStatus.VOIDED, null, aimed.aim().reason()));
              } else {
                undone.add(aimed);
              }
            })
        .replaceWithVoid();
  }

  /**
   * Asks the provider of a payment now, after the transaction: for what is due, or how it stands.
   */
  public Uni<Void> askNow(Tx tx, UUID orderId) {
    return payments
        .lock(tx, List.of(orderId))
        .map(found -> found.get(orderId))
        .flatMap(
            payment -> {
              if (!payment.isOutside()) {
                return Uni.createFrom().voidItem();
              }
              tx.afterCommit(() -> asking.lookUp(payment));
              return steps.hasten(tx, orderId);
            });
  }

  /** Applies what a provider has told by itself of one of its payments. */
  public Uni<Told> tell(Tx tx, UUID orderId, ProviderPayment said) {
    return moving.apply(tx, List.of(Answer.unasked(orderId, said))).map(all -> Told.of(all.get(0)));
  }

  /** What became of what a provider has told. */
  public enum Told {
    /** The payment has moved on. */
    APPLIED,
    /** It was known already, or is older than what is known. */
    OLD_NEWS,
    /** It is not about our payment as we know it, and is kept as a difference. */
    DIFFERS;

    static Told of(Progress progress) {
      if (progress.difference() != null) {
        return DIFFERS;
      }
      return progress.before().equals(progress.next()) ? OLD_NEWS : APPLIED;
    }
  }
}
