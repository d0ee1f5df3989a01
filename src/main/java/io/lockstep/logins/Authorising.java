package io.lockstep.logins;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Problem;
import io.lockstep.security.Caller;
import io.lockstep.security.Ownership;
import io.lockstep.security.Permission;
import io.lockstep.security.Permission.Belongings;
import io.lockstep.security.Permissions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses what a caller may not do, before anything of the request but its path was looked at. What
 * belongs to somebody else is not found, whether it exists or not.
 */
class Authorising {
  private static final int BEFORE_ALL_OTHERS = 0;

  private final Map<Belongings, Ownership> owners = new EnumMap<>(Belongings.class);

  Authorising(@Any Instance<Ownership> owners) {
    owners.forEach(each -> this.owners.put(each.what(), each));
    Set<Belongings> looked = EnumSet.complementOf(EnumSet.of(Belongings.NOTHING, Belongings.OWN));
    if (!this.owners.keySet().equals(looked)) {
      throw new IllegalStateException("owners are known of " + this.owners.keySet() + " alone");
    }
  }

  /**
   * Lets the request pass by answering nothing.
   *
   * @throws Problem 401 if nobody has logged in, 503 if it cannot be known now, 403 if they may
   *     not, 404 if it is not theirs, 400 if they give a reason that is none
   */
  @ServerRequestFilter(priority = BEFORE_ALL_OTHERS)
  public Uni<Response> check(ResourceInfo resource, UriInfo uri, RoutingContext http) {
    Permission permission = Permissions.of(resource.getResourceMethod());
    Caller caller = Caller.of(http).under(permission);
    caller.attachTo(http);
    Admitting.refusalOf(permission, http).ifPresent(Authorising::refuse);
    if (!http.request().method().equals(HttpMethod.GET)) {
      Act.attach(http, caller, Permissions.idOf(resource.getResourceMethod()), target(uri));
    }
    Ownership ownership = owners.get(permission.belongings());
    if (!caller.isConfined() || ownership == null) {
      return Uni.createFrom().nullItem();
    }
    String id = uri.getPathParameters().getFirst("id");
    return ownership.ownerOf(id).map(owner -> pass(caller, owner, permission.belongings()));
  }

  /** What the path names first; null where it names nothing. */
  private static String target(UriInfo uri) {
    return uri.getPathParameters().values().stream()
        .map(values -> values.get(0))
        .findFirst()
        .orElse(null);
  }

  private static void refuse(Problem problem) {
    throw problem;
  }

  private static Response pass(Caller caller, Optional<String> owner, Belongings what) {
    if (!caller.isAllowed(owner.orElse(null))) {
      throw Problem.notFound("The " + what.name().toLowerCase(java.util.Locale.ROOT));
    }
    return null;
  }
}
