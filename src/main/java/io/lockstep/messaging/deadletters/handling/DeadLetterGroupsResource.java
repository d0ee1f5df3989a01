package io.lockstep.messaging.deadletters.handling;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.messaging.deadletters.GroupReplay;
import io.lockstep.messaging.deadletters.LetterGroup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Groups of dead letters over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/dead-letters/groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class DeadLetterGroupsResource {
  private static final Duration LONGEST_REPLAY = Duration.ofMinutes(1);

  private final ReadingDeadLetterGroups reading;
  private final GroupReplay replaying;
  private final Idempotency idempotency;

  DeadLetterGroupsResource(
      ReadingDeadLetterGroups reading, GroupReplay replaying, Idempotency idempotency) {
    this.reading = reading;
    this.replaying = replaying;
    this.idempotency = idempotency;
  }

  @GET
  @Operation(
      operationId = "listDeadLetterGroups",
      summary = "Dead letters by the mistake that they look like, the most frequent first")
  public Uni<DeadLetterGroups> list() {
    return reading.largest();
  }

  @POST
  @Path("/{group}/replay")
  @Operation(
      operationId = "replayDeadLetterGroup",
      summary = "Put the dead letters of a group back, at most 1000 at once")
  @APIResponseSchema(
      value = Replayed.class,
      responseCode = "202",
      responseDescription = "How many there were, and how many are left")
  public Uni<Response> replay(
      @Parameter(schema = @Schema(pattern = "[0-9a-f]{32}")) @PathParam("group") String group,
      @Context RoutingContext request) {
    if (!LetterGroup.isKey(group)) {
      throw Problem.invalid("group", "is not an id of a group of dead letters");
    }
    KeyedAct act = idempotency.actOf(request, null);
    return idempotency
        .onceOutside(
            act,
            LONGEST_REPLAY,
            () -> replaying.replaySome(act.act(), group).map(Replayed::of).map(Answer::accepted))
        .map(Answer::toResponse);
  }

  /**
   * What the replay of a group came to.
   *
   * @param left how many of the letters that were dead when it began are dead still
   */
  @RegisterForReflection
  @Schema(name = "ReplayedDeadLetterGroup")
  record Replayed(int replayed, long left) {
    static Replayed of(GroupReplay.Replayed found) {
      return new Replayed(found.count(), found.left());
    }
  }
}
