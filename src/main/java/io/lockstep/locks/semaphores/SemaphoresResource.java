package io.lockstep.locks.semaphores;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Semaphores over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/semaphores/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Locks")
class SemaphoresResource {
  private static final String WHAT = "The semaphore";

  private final Semaphores semaphores;
  private final Idempotency idempotency;

  SemaphoresResource(Semaphores semaphores, Idempotency idempotency) {
    this.semaphores = semaphores;
    this.idempotency = idempotency;
  }

  /** Waits no longer than its caller, unless there is a key under which the permit can be had. */
  @Cancellable
  @POST
  @Path("/permits")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "acquirePermit", summary = "Acquire a permit of a semaphore")
  @APIResponseSchema(
      value = PermitView.class,
      responseCode = "201",
      responseDescription = "Held until it expires or is given back")
  @Refuses({ProblemType.SEMAPHORE_FULL, ProblemType.SEMAPHORE_LIMIT, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<Response> acquire(
      @PathParam("name") String name,
      @NotNull @Valid PermitRequest body,
      @Context RoutingContext request) {
    Names.requireForWriting("name", name);
    KeyedAct act = idempotency.actOf(request, body);
    return idempotency
        .onceOutside(act, LockRequest.longestWait(body.maxWait()), () -> acquire(name, body))
        .map(Answer::toResponse);
  }

  /** A refusal is a failure here, so that it is not kept under the caller's key. */
  private Uni<Answer> acquire(String name, PermitRequest body) {
    return semaphores
        .acquire(name, body.limit(), body.ttl(), body.maxWait())
        .map(permit -> permit.orElseThrow(SemaphoresResource::full))
        .map(permit -> Answer.created("/semaphores/" + name, PermitView.of(permit)))
        .onFailure(SemaphoreLimitDiffers.class)
        .transform(differs -> otherLimit((SemaphoreLimitDiffers) differs));
  }

  @GET
  @Operation(operationId = "getSemaphore", summary = "How many permits of a semaphore are in use")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<SemaphoreView> find(@PathParam("name") String name) {
    Names.requireForReading(WHAT, name);
    return semaphores.look(name).map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }

  @DELETE
  @Path("/permits/{permitId}")
  @Operation(operationId = "releasePermit", summary = "Give a permit back")
  @APIResponse(responseCode = "204", description = "Given back")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<Response> release(
      @PathParam("name") String name, @PathParam("permitId") String permitId) {
    Names.requireForWriting("name", name);
    if (!Ids.isWellFormed(permitId)) {
      throw Problem.invalid("permitId", "is not an id of a permit");
    }
    return semaphores.release(name, permitId).map(done -> Answer.noContent().toResponse());
  }

  private static Problem full() {
    return Problem.of(ProblemType.SEMAPHORE_FULL, "All permits are in use").retryAfter(1);
  }

  private static Problem otherLimit(SemaphoreLimitDiffers differs) {
    return Problem.of(ProblemType.SEMAPHORE_LIMIT, "The semaphore has another limit")
        .with("limit", differs.limit());
  }

  /** A permit as its holder sees it. */
  @RegisterForReflection
  @Schema(name = "Permit")
  record PermitView(String permitId, Instant expiresAt) {
    static PermitView of(Permit permit) {
      return new PermitView(permit.id(), permit.expiresAt());
    }
  }
}
