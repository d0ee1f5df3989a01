package io.lockstep.orders.placing;

import io.lockstep.http.Answer;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.orders.reading.OrderView;
import io.lockstep.security.Caller;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Placing orders over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
class OrderPlacementResource {
  private final TakingOrder taking;
  private final Idempotency idempotency;

  OrderPlacementResource(TakingOrder taking, Idempotency idempotency) {
    this.taking = taking;
    this.idempotency = idempotency;
  }

  /**
   * Takes an order, also if the caller does not wait for the answer. Only the wait until it is
   * final ends with the caller, unless there is a key under which the answer can be had.
   */
  @Cancellable
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "placeOrder", summary = "Place an order")
  @APIResponseSchema(
      value = OrderView.class,
      responseCode = "201",
      responseDescription =
          "Taken; with Prefer: wait, as it was when it became final or the time was over")
  @Refuses({
    ProblemType.UNKNOWN_USER,
    ProblemType.UNKNOWN_SKU,
    ProblemType.MIXED_CURRENCIES,
    ProblemType.TOTAL_TOO_LARGE,
    ProblemType.EXTERNAL_ID_TAKEN
  })
  public Uni<Response> place(
      @NotNull @Valid PlaceOrder request,
      @HeaderParam("Prefer") String prefer,
      @Context RoutingContext http) {
    Caller.of(http).requireOwn(request.userId());
    return taking
        .take(idempotency.actOf(http, request), request.checked(), PreferWait.of(prefer))
        .map(Answer::toResponse);
  }
}
