package io.lockstep.inventory.stock;

import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.platform.Names;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Stock over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/stock/{sku}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Stock")
class StockResource {
  private final ReadingStock reading;
  private final ReceivingStock receiving;
  private final AdjustingStock adjusting;
  private final Idempotency idempotency;

  StockResource(
      ReadingStock reading,
      ReceivingStock receiving,
      AdjustingStock adjusting,
      Idempotency idempotency) {
    this.reading = reading;
    this.receiving = receiving;
    this.adjusting = adjusting;
    this.idempotency = idempotency;
  }

  @GET
  @Operation(operationId = "getStock", summary = "Read the stock of a SKU")
  @APIResponseSchema(
      value = StockLevel.class,
      responseCode = "200",
      responseDescription = "The stock")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("sku") String sku) {
    return reading
        .level(Names.requireForReading("The SKU", sku))
        .map(found -> found.orElseThrow(() -> Problem.notFound("The SKU")))
        .map(level -> Answer.ok(level).versioned(level.version()).toResponse());
  }

  @POST
  @Path("/receipts")
  @Conditional
  @Operation(operationId = "receiveStock", summary = "Add units to the stock")
  @APIResponseSchema(
      value = StockLevel.class,
      responseCode = "200",
      responseDescription = "The stock afterwards")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.STOCK_TOO_LARGE})
  public Uni<Response> receive(
      @PathParam("sku") String sku,
      @NotNull @Valid ReceiptRequest body,
      @Context RoutingContext request) {
    KeyedAct act = idempotency.actOf(request, body);
    Names.requireForWriting("sku", sku);
    return receiving
        .receive(act, sku, body.quantity(), Preconditions.of(request.request()))
        .map(Answer::toResponse);
  }

  @POST
  @Path("/adjustments")
  @Conditional
  @Operation(
      operationId = "adjustStock",
      summary = "Correct the stock by what was counted, damaged, lost or found")
  @APIResponseSchema(
      value = StockLevel.class,
      responseCode = "200",
      responseDescription = "The stock afterwards")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.STOCK_IN_USE, ProblemType.STOCK_TOO_LARGE})
  public Uni<Response> adjust(
      @PathParam("sku") String sku,
      @NotNull @Valid AdjustingStock.Adjustment body,
      @Context RoutingContext request) {
    KeyedAct act = idempotency.actOf(request, body);
    Names.requireForWriting("sku", sku);
    return adjusting
        .adjust(act, sku, body.checked(), Preconditions.of(request.request()))
        .map(Answer::toResponse);
  }
}
