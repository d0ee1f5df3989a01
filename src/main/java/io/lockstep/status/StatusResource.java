package io.lockstep.status;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The status over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class StatusResource {
  private final ReadingStatus reading;

  StatusResource(ReadingStatus reading) {
    this.reading = reading;
  }

  @GET
  @Operation(
      operationId = "getStatus",
      summary = "What is open, what waits and what is away, on one page")
  public Uni<StatusView> status() {
    return reading.now();
  }
}
