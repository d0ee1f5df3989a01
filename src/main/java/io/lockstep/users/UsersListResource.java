package io.lockstep.users;

import io.lockstep.http.Page;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** All users over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
class UsersListResource {
  private final BrowsingUsers browsing;

  UsersListResource(BrowsingUsers browsing) {
    this.browsing = browsing;
  }

  @GET
  @Operation(operationId = "listUsers", summary = "List users by id")
  public Uni<Page<UserView>> list(
      @QueryParam("limit") String limit, @QueryParam("after") String after) {
    return browsing.list(Page.Request.of(limit, after));
  }
}
