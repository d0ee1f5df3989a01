package io.lockstep.security;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may use one operation.
 *
 * @param roles those with any of these; {@link Role#ADMIN} always may
 * @param isPublic whether those may who have not logged in
 * @param belongings what it is that {@link Role#SHOPPER} may use it on: only what is theirs
 */
public record Permission(Set<Role> roles, boolean isPublic, Belongings belongings) {
  static Permission anyone() {
    return new Permission(Set.of(), true, Belongings.NOTHING);
  }

  static Permission of(Belongings belongings, Role... roles) {
    Set<Role> all = EnumSet.of(Role.ADMIN);
    all.addAll(Set.of(roles));
    return new Permission(all, false, belongings);
  }

  /** Whether somebody with these roles may. */
  public boolean isGrantedTo(Set<Role> theirs) {
    return isPublic || theirs.stream().anyMatch(roles::contains);
  }

  /** Whether this role gives the operation on anything, not only on what is the caller's own. */
  boolean isUnconfined(Role role) {
    return roles.contains(role) && (role != Role.SHOPPER || belongings == Belongings.NOTHING);
  }

  /** The names of the roles, for those who have none of them. */
  public String needs() {
    return roles.stream().sorted().map(Role::wire).collect(Collectors.joining(", "));
  }

  /** What an operation is about, as far as it belongs to somebody. */
  public enum Belongings {
    /** It is about nothing that belongs to a user. */
    NOTHING,
    /** The order of the path. */
    ORDER,
    /** The reservation of the path. */
    RESERVATION,
    /** The account of the path. */
    ACCOUNT,
    /** What the caller makes or lists is their own. */
    OWN
  }
}
