package io.lockstep.payments.reconciliation;

import io.lockstep.payments.PaymentStatus;
import io.lockstep.payments.protocol.Differences;
import io.lockstep.payments.protocol.Differences.Difference;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.payments.protocol.OutsidePayments.Told;
import io.lockstep.payments.reconciliation.OurBooks.Ours;
import io.lockstep.payments.spi.PaymentProvider;
import io.lockstep.payments.spi.ProviderPayment;
import io.lockstep.payments.spi.ProviderPayment.State;
import io.lockstep.platform.CodePoints;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Holds payments of a provider's books against ours. */
@ApplicationScoped
class ComparingBooks {
  private static final int LONGEST = 64;

  private final Transactions transactions;
  private final OurBooks ours;
  private final OutsidePayments payments;
  private final Differences differences;

  ComparingBooks(
      Transactions transactions, OurBooks ours, OutsidePayments payments, Differences differences) {
    this.transactions = transactions;
    this.ours = ours;
    this.payments = payments;
    this.differences = differences;
  }

  /** Compares a page of theirs; each has an id of ours. */
  Uni<Void> compare(PaymentProvider provider, List<ProviderPayment> page) {
    return transactions
        .read(
            tx ->
                ours.find(
                    tx, provider.name(), page.stream().map(ProviderPayment::paymentId).toList()))
        .flatMap(found -> compare(provider, page, found));
  }

  private Uni<Void> compare(
      PaymentProvider provider, List<ProviderPayment> page, Map<UUID, Ours> found) {
    List<Difference> missing = new ArrayList<>();
    List<String> agreed = new ArrayList<>();
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (ProviderPayment theirs : page) {
      Ours own = found.get(theirs.paymentId());
      if (own == null) {
        missing.add(missingHere(provider, theirs));
      } else if (own.confirmed().name().equals(theirs.state().name())) {
        agreed.add(own.paymentId().toString());
      } else if (!own.isMoving() && theirs.state() != State.PENDING) {
        chain = chain.chain(() -> tell(provider, own, theirs));
      }
    }
    return chain.chain(
        () ->
            transactions.run(
                "payment-reconciliation",
                tx ->
                    differences
                        .add(tx, missing)
                        .chain(() -> differences.close(tx, provider.name(), agreed))));
  }

  private static Difference missingHere(PaymentProvider provider, ProviderPayment theirs) {
    return new Difference(
        provider.name(),
        theirs.paymentId().toString(),
        "missing-here",
        null,
        CodePoints.first(LONGEST, theirs.state() + " " + theirs.reference()));
  }

  /** Applies what we have missed; what does not follow from where we stand is a difference. */
  private Uni<Void> tell(PaymentProvider provider, Ours own, ProviderPayment theirs) {
    return transactions.run(
        "payment-reconciliation",
        tx ->
            payments
                .tell(tx, own.orderId(), theirs)
                .flatMap(
                    told ->
                        told == Told.OLD_NEWS
                            ? differs(tx, provider, own, theirs.state().name())
                            : Uni.createFrom().voidItem()));
  }

  private Uni<Void> differs(Tx tx, PaymentProvider provider, Ours own, String theirs) {
    return differences.add(
        tx,
        List.of(
            new Difference(
                provider.name(),
                own.paymentId().toString(),
                "status",
                own.confirmed().name(),
                theirs)));
  }

  /** Finds those of ours that the provider must have, and has not listed. */
  Uni<Void> missingThere(PaymentProvider provider, Instant from, Instant until, Set<UUID> seen) {
    return missingAfter(provider, from, until, null, seen);
  }

  private Uni<Void> missingAfter(
      PaymentProvider provider, Instant from, Instant until, UUID after, Set<UUID> seen) {
    return transactions
        .read(tx -> ours.madeIn(tx, provider.name(), from, until, after))
        .flatMap(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : note(provider, page, seen)
                        .chain(
                            () ->
                                missingAfter(
                                    provider,
                                    from,
                                    until,
                                    page.get(page.size() - 1).paymentId(),
                                    seen)));
  }

  private Uni<Void> note(PaymentProvider provider, List<Ours> page, Set<UUID> seen) {
    List<Difference> missing =
        page.stream()
            .filter(own -> !seen.contains(own.paymentId()) && !own.isMoving())
            .filter(own -> own.confirmed() != PaymentStatus.DECLINED)
            .map(
                own ->
                    new Difference(
                        provider.name(),
                        own.paymentId().toString(),
                        "missing-there",
                        own.confirmed().name(),
                        null))
            .toList();
    return transactions.run("payment-reconciliation", tx -> differences.add(tx, missing));
  }
}
