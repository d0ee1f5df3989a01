package io.lockstep.catalog;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Names;
import io.lockstep.platform.Problem;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;

/** Price adjustments over REST. */
@Path("/price-adjustments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class PriceAdjustmentsResource {
  private final RequestingAdjustment requesting;
  private final Idempotency idempotency;

  PriceAdjustmentsResource(RequestingAdjustment requesting, Idempotency idempotency) {
    this.requesting = requesting;
    this.idempotency = idempotency;
  }

  @POST
  public Uni<Response> request(@NotNull @Valid Body body, @Context HttpServerRequest request) {
    return idempotency
        .once(
            idempotency.keyOf(request, body),
            TxOptions.of("price-adjustment-request"),
            tx -> requesting.request(tx, body.category(), body.percent(), body.size()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  public Uni<PriceAdjustmentView> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return requesting.find(id).map(found -> found.orElseThrow(PriceAdjustmentsResource::notFound));
  }

  private static Problem notFound() {
    return Problem.notFound("The price adjustment");
  }

  /**
   * The body that asks for an adjustment.
   *
   * @param percent may have four decimals; each price is rounded half up to a whole minor unit
   * @param batchSize how many products one transaction adjusts; 1000 unless said
   */
  @RegisterForReflection
  record Body(
      @NotNull @Pattern(regexp = Names.PATTERN) String category,
      @NotNull @Digits(integer = 9, fraction = 4) BigDecimal percent,
      @Min(1) @Max(10_000) Integer batchSize) {
    private static final int USUAL_SIZE = 1000;

    int size() {
      return batchSize == null ? USUAL_SIZE : batchSize;
    }
  }
}
