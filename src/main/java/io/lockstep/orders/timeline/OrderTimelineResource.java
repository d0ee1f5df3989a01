package io.lockstep.orders.timeline;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Ids;
import io.lockstep.timeline.TimelineEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The timeline of an order over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders/{id}/timeline")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
class OrderTimelineResource {
  private static final String WHAT = "The order";

  private final ReadingTimeline reading;

  OrderTimelineResource(ReadingTimeline reading) {
    this.reading = reading;
  }

  @GET
  @Operation(
      operationId = "getOrderTimeline",
      summary = "Everything that happened to an order, oldest first")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<All> timeline(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound(WHAT);
    }
    return reading
        .of(UUID.fromString(id))
        .map(found -> new All(found.orElseThrow(() -> Problem.notFound(WHAT))));
  }

  /** All of it, oldest first. */
  @RegisterForReflection
  @Schema(name = "OrderTimeline")
  record All(List<TimelineEntry> data) {}
}
