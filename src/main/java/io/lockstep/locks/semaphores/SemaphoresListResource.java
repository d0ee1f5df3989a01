package io.lockstep.locks.semaphores;

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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** All semaphores over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/semaphores")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Locks")
class SemaphoresListResource {
  private final BrowsingSemaphores browsing;

  SemaphoresListResource(BrowsingSemaphores browsing) {
    this.browsing = browsing;
  }

  @GET
  @Operation(operationId = "listSemaphores", summary = "List semaphores by name")
  @Refuses(ProblemType.LOCKS_UNAVAILABLE)
  public Uni<Page<BrowsingSemaphores.Named>> list(
      @QueryParam("limit") String limit, @QueryParam("after") String after) {
    return browsing.list(Page.Request.of(limit, after));
  }
}
