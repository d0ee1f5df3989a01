package io.lockstep.payments.orders;

import io.lockstep.orders.changing.OrderConfirmation;
import io.lockstep.payments.protocol.OutsidePayments;
import io.lockstep.payments.protocol.Providers;
import io.lockstep.sql.Tx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Takes the money of orders that are confirmed, where a provider only holds it until then. */
@ApplicationScoped
class CapturingOrders implements OrderConfirmation {
  private final OutsidePayments outside;
  private final Providers providers;

  CapturingOrders(OutsidePayments outside, Providers providers) {
    this.outside = outside;
    this.providers = providers;
  }

  @Override
  public Uni<Void> confirmed(Tx tx, List<UUID> orderIds) {
    return providers.areInUse() ? outside.capture(tx, orderIds) : Uni.createFrom().voidItem();
  }
}
