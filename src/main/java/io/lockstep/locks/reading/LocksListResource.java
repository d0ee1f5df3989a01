package io.lockstep.locks.reading;

import io.lockstep.http.Page;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The leases that are held, over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/locks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Locks")
class LocksListResource {
  private final BrowsingLocks browsing;

  LocksListResource(BrowsingLocks browsing) {
    this.browsing = browsing;
  }

  @GET
  @Operation(operationId = "listLocks", summary = "List the locks that are held")
  @Refuses(ProblemType.LOCKS_UNAVAILABLE)
  public Uni<Page<HeldLock>> list(
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"redis", "redlock", "database"}))
          @QueryParam("backend")
          String backend,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return browsing.list(backend, Page.Request.of(limit, after));
  }
}
