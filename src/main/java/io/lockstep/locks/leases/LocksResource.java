package io.lockstep.locks.leases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.locks.LockLost;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Leases over REST, for holders outside this service. */
@Cancellable(false)
@RegisterForReflection
@Path("/locks/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Locks")
class LocksResource {
  private static final String DEFAULT_BACKEND = "redis";

  private final Locks locks;
  private final Idempotency idempotency;
  private final Clock clock;

  LocksResource(Locks locks, Idempotency idempotency, Clock clock) {
    this.locks = locks;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  /**
   * Waits for a lock, and no longer than its caller does: without an idempotency key nobody could
   * ever hear of the token. With one the wait goes on, and a repeat gets the lock.
   */
  @Cancellable
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "acquireLock", summary = "Acquire a lock for a limited time")
  @APIResponseSchema(
      value = LockView.class,
      responseCode = "201",
      responseDescription = "Held until it expires or is released")
  @Refuses({ProblemType.LOCK_BUSY, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<Response> acquire(
      @PathParam("name") String name,
      @NotNull @Valid Wanted body,
      @Context RoutingContext request) {
    LockRequest wanted = body.of(Names.requireForWriting("name", name));
    LockBackend backend = backend(body.backend());
    KeyedAct act = idempotency.actOf(request, body);
    return idempotency
        .onceOutside(act, LockRequest.longestWait(body.maxWait()), () -> acquire(backend, wanted))
        .map(Answer::toResponse);
  }

  /** A refusal is a failure here, so that it is not kept under the caller's key. */
  private Uni<Answer> acquire(LockBackend backend, LockRequest wanted) {
    return backend
        .acquire(wanted)
        .map(lock -> lock.orElseThrow(LocksResource::busy))
        .map(
            lock ->
                Answer.created("/locks/" + lock.name() + "?backend=" + lock.backend(), view(lock)));
  }

  @GET
  @Operation(operationId = "getLock", summary = "Whether a lock is held")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<Status> find(
      @PathParam("name") String name,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"redis", "redlock", "database"}))
          @QueryParam("backend")
          @DefaultValue(DEFAULT_BACKEND)
          String backend) {
    Names.requireForReading("The lock", name);
    return backend(backend)
        .look(name)
        .map(
            held ->
                held.map(it -> new Status(true, it.fence(), at(it.remaining())))
                    .orElse(Status.FREE));
  }

  @PUT
  @Path("/{token}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "renewLock", summary = "Hold a lock for longer")
  @Refuses({ProblemType.LOCK_LOST, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<LockView> renew(
      @PathParam("name") String name,
      @PathParam("token") String token,
      @NotNull @Valid Renewal body) {
    Names.requireForWriting("name", name);
    LockToken holder = holder(token);
    return backend(holder.backend())
        .renew(name, holder, Duration.ofMillis(body.ttlMs()))
        .map(validity -> view(name, holder, validity))
        .onFailure(LockLost.class)
        .transform(lost -> notTheHolder());
  }

  @DELETE
  @Path("/{token}")
  @Operation(operationId = "releaseLock", summary = "Release a lock")
  @APIResponse(responseCode = "204", description = "Released")
  @Refuses({ProblemType.LOCK_LOST, ProblemType.LOCKS_UNAVAILABLE})
  public Uni<Response> release(@PathParam("name") String name, @PathParam("token") String token) {
    Names.requireForWriting("name", name);
    LockToken holder = holder(token);
    return backend(holder.backend())
        .release(name, holder)
        .map(released -> Answer.noContent().toResponse())
        .onFailure(LockLost.class)
        .transform(lost -> notTheHolder());
  }

  private LockBackend backend(String name) {
    return locks
        .named(name == null ? DEFAULT_BACKEND : name)
        .orElseThrow(
            () -> Problem.invalid("backend", "must be one of " + String.join(", ", locks.names())));
  }

  /** What was never a token is no holder's. */
  private LockToken holder(String token) {
    return LockToken.parse(token)
        .filter(parsed -> locks.named(parsed.backend()).isPresent())
        .orElseThrow(LocksResource::notTheHolder);
  }

  private LockView view(Lock lock) {
    LockToken token = LockToken.parse(lock.token()).orElseThrow();
    return view(lock.name(), token, lock.validity());
  }

  private LockView view(String name, LockToken token, Duration validity) {
    return new LockView(
        name, token.toString(), token.fence(), token.backend(), validity.toMillis(), at(validity));
  }

  private Instant at(Duration fromNow) {
    return clock.instant().plus(fromNow);
  }

  private static Problem busy() {
    return Problem.of(ProblemType.LOCK_BUSY, "Another holder has the lock").retryAfter(1);
  }

  private static Problem notTheHolder() {
    return Problem.of(ProblemType.LOCK_LOST, "The lock is not, or no longer, held with this token");
  }

  /** The body that asks for a lock. */
  @RegisterForReflection
  @Schema(name = "LockRequest")
  record Wanted(
      @Schema(defaultValue = "10000") @Min(1) @Max(3_600_000) Long ttlMs,
      @Schema(defaultValue = "0") @Min(0) @Max(30_000) Long waitMs,
      @Schema(
              enumeration = {"redis", "redlock", "database"},
              defaultValue = "redis")
          String backend) {
    private static final long DEFAULT_TTL_MILLIS = 10_000;

    LockRequest of(String name) {
      return LockRequest.of(name)
          .lasting(Duration.ofMillis(ttlMs == null ? DEFAULT_TTL_MILLIS : ttlMs))
          .waiting(maxWait());
    }

    Duration maxWait() {
      return Duration.ofMillis(waitMs == null ? 0 : waitMs);
    }
  }

  /**
   * A lock as its holder sees it.
   *
   * @param token proves who the holder is
   * @param validityMs for how long the lock is held, counted from the answer
   */
  @RegisterForReflection
  @JsonPropertyOrder({"name", "token", "fence", "backend", "validityMs", "expiresAt"})
  @Schema(name = "Lock")
  record LockView(
      String name, String token, long fence, String backend, long validityMs, Instant expiresAt) {}

  /** The body of a renewal. */
  @RegisterForReflection
  @Schema(name = "LockRenewal")
  record Renewal(@NotNull @Min(1) @Max(3_600_000) Long ttlMs) {}

  /** A lock as anybody sees it. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "LockState")
  record Status(
      boolean held,
      @Schema(nullable = true) Long fence,
      @Schema(nullable = true) Instant expiresAt) {
    private static final Status FREE = new Status(false, null, null);
  }
}
