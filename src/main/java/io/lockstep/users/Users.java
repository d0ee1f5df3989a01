package io.lockstep.users;

import io.lockstep.sql.EntityTransactions;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** The rows of users. */
@ApplicationScoped
class Users implements PanacheRepositoryBase<User, String> {
  /** The user, locked until the transaction ends; null if there is none. */
  Uni<User> lock(Mutiny.Session session, String id) {
    return EntityTransactions.lock(session, User.class, "SELECT * FROM users WHERE id = ?", id);
  }
}
