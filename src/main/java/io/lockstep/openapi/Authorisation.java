package io.lockstep.openapi;

import io.lockstep.http.ProblemType;
import io.lockstep.security.Permission;
import io.lockstep.security.Permission.Belongings;
import io.lockstep.security.Permissions;
import io.lockstep.security.Role;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Says of each operation who may use it, as {@link Permissions} has it. */
final class Authorisation {
  /** The name of the one way to say who one is. */
  static final String SCHEME = "bearer";

  /** The member of an operation with the roles of which its caller needs one. */
  private static final String ROLES = "x-roles";

  private Authorisation() {}

  static SecurityScheme scheme() {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.HTTP)
        .scheme("bearer")
        .description(
            "A JWT of the configured OpenID Connect provider, or an API key (lsk_...). The x-roles"
                + " of an operation are those of which the caller needs one. Without a"
                + " configured way to log in the service asks for none, and listens on loopback"
                + " alone.");
  }

  /**
   * Adds what is needed to an operation.
   *
   * @return what those get who do not have it
   */
  static List<ProblemType> complete(Operation operation) {
    Permission permission = Permissions.of(operation.getOperationId());
    if (permission.isPublic()) {
      operation.setSecurity(List.of());
      return List.of(ProblemType.FOREIGN_ORIGIN, ProblemType.RATE_LIMITED);
    }
    operation.setSecurity(
        List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME, List.of())));
    operation.addExtension(ROLES, permission.roles().stream().sorted().map(Role::wire).toList());
    List<ProblemType> refusals = new ArrayList<>();
    refusals.add(ProblemType.UNAUTHENTICATED);
    refusals.add(ProblemType.FORBIDDEN);
    refusals.add(ProblemType.FOREIGN_ORIGIN);
    refusals.add(ProblemType.RATE_LIMITED);
    refusals.add(ProblemType.LOGIN_UNAVAILABLE);
    if (permission.belongings() != Belongings.NOTHING) {
      refusals.add(ProblemType.NOT_FOUND); // what is another's
    }
    return refusals;
  }
}
