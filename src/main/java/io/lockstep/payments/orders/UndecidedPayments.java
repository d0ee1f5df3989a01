package io.lockstep.payments.orders;

import io.lockstep.orders.changing.AnswersUnderWay;
import io.lockstep.payments.Payment;
import io.lockstep.payments.Payments;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** An order whose provider has not decided yet waits; it is not given up on a guess. */
@ApplicationScoped
class UndecidedPayments implements AnswersUnderWay {
  private final Payments payments;
  private final Providers providers;

  UndecidedPayments(Payments payments, Providers providers) {
    this.payments = payments;
    this.providers = providers;
  }

  @Override
  public Uni<Set<UUID>> of(Tx tx, Collection<UUID> orderIds) {
    return !providers.areInUse()
        ? Uni.createFrom().item(Set.of())
        : payments
            .read(tx, orderIds)
            .map(
                found ->
                    found.values().stream()
                        .filter(Payment::isUndecided)
                        .map(Payment::orderId)
                        .collect(Collectors.toSet()));
  }
}
