package io.lockstep.inventory.guards;

import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.inventory.reservations.Reservation;
import io.lockstep.platform.Names;
import io.lockstep.security.Caller;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Reserving units of a SKU over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/stock/{sku}/reservations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations")
class StockReservationsResource {
  private final ReservingStock reserving;
  private final Idempotency idempotency;

  StockReservationsResource(ReservingStock reserving, Idempotency idempotency) {
    this.reserving = reserving;
    this.idempotency = idempotency;
  }

  @POST
  @Operation(operationId = "reserveStock", summary = "Reserve units of a SKU for a limited time")
  @APIResponseSchema(value = Reservation.class, responseCode = "201", responseDescription = "HELD")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.OUT_OF_STOCK, ProblemType.STOCK_BUSY})
  public Uni<Response> reserve(
      @PathParam("sku") String sku,
      @NotNull @Valid ReservationRequest body,
      @Context RoutingContext request) {
    KeyedAct act = idempotency.actOf(request, body);
    return reserving
        .reserve(act, Names.requireForWriting("sku", sku), body, Caller.of(request).limit(null))
        .map(outcome -> outcome.toAnswer().toResponse());
  }
}
