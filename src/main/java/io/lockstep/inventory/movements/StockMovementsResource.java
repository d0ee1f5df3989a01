package io.lockstep.inventory.movements;

import io.lockstep.http.Page;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Movements of stock over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/stock/{sku}/movements")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stock")
class StockMovementsResource {
  private final ReadingMovements reading;

  StockMovementsResource(ReadingMovements reading) {
    this.reading = reading;
  }

  @GET
  @Operation(
      operationId = "listStockMovements",
      summary = "What has moved the stock of a SKU, newest first")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Page<StockMovement>> list(
      @PathParam("sku") String sku,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return reading.list(Names.requireForReading("The SKU", sku), Page.Request.of(limit, after));
  }
}
