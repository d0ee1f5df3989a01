package io.lockstep.inventory.reservations;

import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.Ids;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Reservations over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/reservations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations")
class ReservationsResource {
  private final ReadingReservations reading;
  private final SettlingReservation settling;
  private final ExtendingReservation extending;
  private final Idempotency idempotency;

  ReservationsResource(
      ReadingReservations reading,
      SettlingReservation settling,
      ExtendingReservation extending,
      Idempotency idempotency) {
    this.reading = reading;
    this.settling = settling;
    this.extending = extending;
    this.idempotency = idempotency;
  }

  @GET
  @Operation(operationId = "getReservation", summary = "Read a reservation")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Reservation> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return reading.find(id).map(found -> found.orElseThrow(ReservationsResource::notFound));
  }

  @POST
  @Path("/commit")
  @Operation(
      operationId = "commitReservation",
      summary = "Take the reserved units out of the stock")
  @APIResponseSchema(
      value = Reservation.class,
      responseCode = "200",
      responseDescription = "COMMITTED")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.RESERVATION_NOT_HELD})
  public Uni<Response> commit(@PathParam("id") String id, @Context RoutingContext request) {
    return settling.commit(idempotency.actOf(request, null), requireId(id)).map(Answer::toResponse);
  }

  @POST
  @Path("/release")
  @Operation(operationId = "releaseReservation", summary = "Give the reserved units back")
  @APIResponseSchema(
      value = Reservation.class,
      responseCode = "200",
      responseDescription = "RELEASED")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.RESERVATION_NOT_HELD})
  public Uni<Response> release(@PathParam("id") String id, @Context RoutingContext request) {
    return settling
        .release(idempotency.actOf(request, null), requireId(id))
        .map(Answer::toResponse);
  }

  @POST
  @Path("/extend")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "extendReservation", summary = "Hold the units for longer, once")
  @APIResponseSchema(
      value = Reservation.class,
      responseCode = "200",
      responseDescription = "With its new expiry")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.RESERVATION_NOT_HELD, ProblemType.ALREADY_EXTENDED})
  public Uni<Response> extend(
      @PathParam("id") String id,
      @NotNull @Valid ExtensionRequest body,
      @Context RoutingContext request) {
    return extending
        .extend(
            idempotency.actOf(request, body), requireId(id), Duration.ofSeconds(body.ttlSeconds()))
        .map(Answer::toResponse);
  }

  private static String requireId(String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not an id of a reservation");
    }
    return id;
  }

  private static Problem notFound() {
    return Problem.notFound("The reservation");
  }
}
