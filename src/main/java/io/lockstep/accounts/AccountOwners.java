package io.lockstep.accounts;

import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.security.Ownership;
import io.lockstep.security.Permission.Belongings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The account of a user has the user's id; those of the system are nobody's. */
@ApplicationScoped
class AccountOwners implements Ownership {
  @Override
  public Belongings what() {
    return Belongings.ACCOUNT;
  }

  @Override
  public Uni<Optional<String>> ownerOf(String id) {
    return Uni.createFrom().item(Ledger.isSystemAccount(id) ? Optional.empty() : Optional.of(id));
  }
}
