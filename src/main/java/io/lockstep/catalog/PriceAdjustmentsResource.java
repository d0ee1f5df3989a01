package io.lockstep.catalog;

import io.lockstep.batches.Percent;
import io.lockstep.batches.PercentJobView;
import io.lockstep.batches.PercentJobs;
import io.lockstep.http.Accepted;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.Names;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Price adjustments over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/price-adjustments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue")
class PriceAdjustmentsResource {
  private final AdjustingPrices adjusting;
  private final Idempotency idempotency;

  PriceAdjustmentsResource(AdjustingPrices adjusting, Idempotency idempotency) {
    this.adjusting = adjusting;
    this.idempotency = idempotency;
  }

  @POST
  @Operation(operationId = "adjustPrices", summary = "Change the prices of a category by percent")
  @APIResponseSchema(
      value = Accepted.class,
      responseCode = "202",
      responseDescription = "Taken; the job goes on by itself")
  @Refuses({ProblemType.PRICE_BELOW_ZERO, ProblemType.PRICE_OVERFLOW})
  public Uni<Response> request(@NotNull @Valid Body body, @Context RoutingContext request) {
    return idempotency
        .once(
            idempotency.actOf(request, body),
            TxOptions.of("price-adjustment-request"),
            tx -> adjusting.request(tx, body.category(), body.percent(), body.batchSize()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getPriceAdjustment", summary = "How far a change of prices has come")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<PercentJobView> find(@PathParam("id") String id) {
    return adjusting
        .find(id)
        .map(found -> found.orElseThrow(() -> Problem.notFound("The price adjustment")));
  }

  /**
   * The body that asks for an adjustment.
   *
   * @param percent may have four decimals; each price is rounded half up to a whole minor unit
   * @param batchSize how many products one transaction adjusts; 1000 unless said
   */
  @RegisterForReflection
  @Schema(name = "NewPriceAdjustment")
  record Body(
      @NotNull @Pattern(regexp = Names.PATTERN) String category,
      @NotNull Percent percent,
      @Min(1) @Max(PercentJobs.LARGEST_BATCH) Integer batchSize) {}
}
