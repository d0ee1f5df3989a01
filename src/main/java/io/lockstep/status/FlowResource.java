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

/** The order flow over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/flow")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class FlowResource {
  private final ReadingFlow reading;

  FlowResource(ReadingFlow reading) {
    this.reading = reading;
  }

  @GET
  @Operation(
      operationId = "getFlow",
      summary = "How fast orders go through each step, what waits before it and what fails")
  public Uni<FlowView> flow() {
    return reading.now();
  }
}
