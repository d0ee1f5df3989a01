package io.lockstep.security;

import io.lockstep.security.Permission.Belongings;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Knows to whom things of one kind belong. Each module whose things shoppers may have implements
 * this as a bean. An owner never changes, so that a look before a request is as good as one within
 * its transaction.
 */
public interface Ownership {
  /** Which things. */
  Belongings what();

  /** The user to whom the one of this id belongs; empty if there is none, or it is nobody's. */
  Uni<Optional<String>> ownerOf(String id);
}
