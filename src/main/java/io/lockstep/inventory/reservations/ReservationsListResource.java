package io.lockstep.inventory.reservations;

import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.platform.Names;
import io.lockstep.security.Caller;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** All reservations over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/reservations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations")
class ReservationsListResource {
  private final ReadingReservations reading;

  ReservationsListResource(ReadingReservations reading) {
    this.reading = reading;
  }

  @GET
  @Operation(operationId = "listReservations", summary = "List reservations, newest first")
  public Uni<Page<Reservation>> list(
      @QueryParam("sku") String sku,
      @Parameter(schema = @Schema(implementation = ReservationStatus.class)) @QueryParam("status")
          String status,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context RoutingContext http) {
    return reading.list(
        Caller.of(http).limit(null),
        sku == null ? null : Names.requireForWriting("sku", sku),
        status(status),
        Page.Request.of(limit, after));
  }

  private static ReservationStatus status(String status) {
    try {
      return status == null ? null : ReservationStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "must be HELD, COMMITTED, RELEASED or EXPIRED");
    }
  }
}
