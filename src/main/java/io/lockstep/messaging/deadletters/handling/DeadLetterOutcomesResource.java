package io.lockstep.messaging.deadletters.handling;

import io.lockstep.http.Page;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What became of dead letters, over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/dead-letters/outcomes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class DeadLetterOutcomesResource {
  private final ReadingOutcomes reading;

  DeadLetterOutcomesResource(ReadingOutcomes reading) {
    this.reading = reading;
  }

  @GET
  @Operation(
      operationId = "listDeadLetterOutcomes",
      summary = "What became of dead letters that were replayed or deleted, newest act first")
  public Uni<Page<DeadLetterOutcome>> list(
      @Parameter(
              description = "Only acts on the message that this dead letter is, or was.",
              schema = @Schema(format = "uuid"))
          @QueryParam("letter")
          String letter,
      @Parameter(
              description = "Only acts on letters of this group.",
              schema = @Schema(pattern = "[0-9a-f]{32}"))
          @QueryParam("group")
          String group,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return reading.list(letter, group, Page.Request.of(limit, after));
  }
}
