package io.lockstep.messaging.deadletters.handling;

import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Accepted;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Page;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.messaging.deadletters.DeadLetterReplay;
import io.lockstep.messaging.deadletters.QueueReplay;
import io.lockstep.platform.Ids;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Dead letters over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class DeadLettersResource {
  private static final Duration LONGEST_REPLAY = Duration.ofMinutes(1);

  private final ReadingDeadLetters reading;
  private final MendingDeadLetter mending;
  private final DeadLetterReplay replaying;
  private final QueueReplay queues;
  private final Idempotency idempotency;
  private final RecordedTransactions recorded;

  DeadLettersResource(
      ReadingDeadLetters reading,
      MendingDeadLetter mending,
      DeadLetterReplay replaying,
      QueueReplay queues,
      Idempotency idempotency,
      RecordedTransactions recorded) {
    this.reading = reading;
    this.mending = mending;
    this.replaying = replaying;
    this.queues = queues;
    this.idempotency = idempotency;
    this.recorded = recorded;
  }

  @GET
  @Operation(operationId = "listDeadLetters", summary = "List dead letters, oldest first")
  public Uni<Page<DeadLetterView>> list(
      @Parameter(description = "Only those of this queue.", schema = @Schema(pattern = "\\S"))
          @QueryParam("queue")
          String queue,
      @Parameter(
              description = "Only those that died for this reason.",
              schema = @Schema(pattern = "\\S"))
          @QueryParam("reason")
          String reason,
      @Parameter(
              description = "Only those of messages of this type.",
              schema = @Schema(pattern = "\\S"))
          @QueryParam("type")
          String type,
      @Parameter(
              description = "Only those of this group.",
              schema = @Schema(pattern = "[0-9a-f]{32}"))
          @QueryParam("group")
          String group,
      @Parameter(
              description = "Only those of messages about this, such as the id of an order.",
              schema = @Schema(pattern = "\\S"))
          @QueryParam("subject")
          String subject,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return reading.list(
        DeadLetterFilter.of(queue, reason, type, group, subject, from, to),
        Page.Request.of(limit, after));
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getDeadLetter", summary = "Read a dead letter")
  @APIResponseSchema(
      value = DeadLetterView.class,
      responseCode = "200",
      responseDescription = "The dead letter")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return reading
        .find(id)
        .map(found -> found.orElseThrow(DeadLettersResource::notFound))
        .map(found -> Answer.ok(found).versioned(found.version()).toResponse());
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Conditional
  @Operation(
      operationId = "mendDeadLetter",
      summary = "Mend a dead letter before its replay; the original is kept")
  @APIResponseSchema(
      value = DeadLetterView.class,
      responseCode = "200",
      responseDescription = "The dead letter as it will be replayed")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.DEAD_LETTER_REPLAYING})
  public Uni<Response> mend(
      @PathParam("id") String id, @NotNull @Valid Mend body, @Context RoutingContext request) {
    requireId(id);
    return mending
        .mend(Act.of(request), id, body, Preconditions.of(request.request()))
        .map(Answer::toResponse);
  }

  @POST
  @Path("/{id}/replay")
  @Conditional
  @Operation(operationId = "replayDeadLetter", summary = "Put a dead letter back into its queue")
  @APIResponseSchema(
      value = Accepted.class,
      responseCode = "202",
      responseDescription = "It will be applied again")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> replay(@PathParam("id") String id, @Context RoutingContext request) {
    requireId(id);
    Preconditions preconditions = Preconditions.of(request.request());
    KeyedAct act = idempotency.actOf(request, null);
    return idempotency
        .once(
            act,
            TxOptions.of("dead-letter-replay"),
            tx ->
                replaying
                    .replay(tx, act.act(), id, preconditions::check)
                    .map(
                        found ->
                            found ? Answer.accepted(new Accepted(id)) : Answer.refused(notFound())))
        .map(Answer::toResponse);
  }

  @POST
  @Path("/replay")
  @Operation(operationId = "replayDeadLetters", summary = "Put all dead letters of a queue back")
  @APIResponseSchema(
      value = Replayed.class,
      responseCode = "202",
      responseDescription = "How many there were")
  public Uni<Response> replayAll(
      @Parameter(
              description = "The queue whose letters are replayed.",
              required = true,
              schema = @Schema(pattern = "\\S"))
          @QueryParam("queue")
          String queue,
      @Context RoutingContext request) {
    if (queue == null || queue.isBlank()) {
      throw Problem.invalid("queue", "is required");
    }
    KeyedAct act = idempotency.actOf(request, null);
    return idempotency
        .onceOutside(
            act,
            LONGEST_REPLAY,
            () ->
                queues
                    .replayAll(act.act().on(queue), queue)
                    .map(count -> Answer.accepted(new Replayed(count))))
        .map(Answer::toResponse);
  }

  @DELETE
  @Path("/{id}")
  @Conditional
  @Operation(operationId = "deleteDeadLetter", summary = "Delete a dead letter for good")
  @APIResponse(responseCode = "204", description = "Deleted")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> delete(@PathParam("id") String id, @Context RoutingContext request) {
    requireId(id);
    Act act = Act.of(request);
    Preconditions preconditions = Preconditions.of(request.request());
    return recorded
        .run(
            act,
            "dead-letters-delete",
            tx ->
                replaying
                    .delete(tx, act, id, preconditions::check)
                    .map(deleted -> deleted ? Answer.noContent() : Answer.refused(notFound())))
        .map(Answer::toResponse);
  }

  private static void requireId(String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not an id of a dead letter");
    }
  }

  private static Problem notFound() {
    return Problem.notFound("The dead letter");
  }

  /** How many dead letters were put back. */
  @RegisterForReflection
  @Schema(name = "ReplayedDeadLetters")
  record Replayed(int replayed) {}
}
