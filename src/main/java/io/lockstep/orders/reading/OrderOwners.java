package io.lockstep.orders.reading;

import io.lockstep.platform.Ids;
import io.lockstep.security.Ownership;
import io.lockstep.security.Permission.Belongings;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** An order belongs to its user. */
@ApplicationScoped
class OrderOwners implements Ownership {
  private final Transactions transactions;

  OrderOwners(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Belongings what() {
    return Belongings.ORDER;
  }

  @Override
  public Uni<Optional<String>> ownerOf(String id) {
    return Ids.isWellFormed(id)
        ? transactions.read(
            tx ->
                tx.first(
                    "SELECT user_id FROM orders WHERE id = ?", row -> row.getString("user_id"), id))
        : Uni.createFrom().item(Optional.empty());
  }
}
