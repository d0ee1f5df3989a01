package io.lockstep.payroll;

import io.lockstep.batches.Percent;
import io.lockstep.batches.PercentJobView;
import io.lockstep.batches.PercentJobs;
import io.lockstep.http.Accepted;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.Characters;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
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

/** Raises over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/salary-raises")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Payroll")
class SalaryRaisesResource {
  private final RaisingSalaries raising;
  private final Idempotency idempotency;

  SalaryRaisesResource(RaisingSalaries raising, Idempotency idempotency) {
    this.raising = raising;
    this.idempotency = idempotency;
  }

  @POST
  @Operation(
      operationId = "raiseSalaries",
      summary = "Change the salaries of a department by percent")
  @APIResponseSchema(
      value = Accepted.class,
      responseCode = "202",
      responseDescription = "Taken; the job goes on by itself")
  @Refuses({ProblemType.SALARY_BELOW_ZERO, ProblemType.SALARY_OVERFLOW})
  public Uni<Response> request(@NotNull @Valid Body body, @Context RoutingContext request) {
    return idempotency
        .once(
            idempotency.actOf(request, body),
            TxOptions.of("salary-raise-request"),
            tx -> raising.request(tx, body.department(), body.percent(), body.batchSize()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getSalaryRaise", summary = "How far a raise has come")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<PercentJobView> find(@PathParam("id") String id) {
    return raising
        .find(id)
        .map(found -> found.orElseThrow(() -> Problem.notFound("The salary raise")));
  }

  /**
   * The body that asks for a raise.
   *
   * @param percent may have four decimals; each salary is rounded half up to a whole minor unit
   * @param batchSize how many employees one transaction raises; 1000 unless said
   */
  @RegisterForReflection
  @Schema(name = "NewSalaryRaise")
  record Body(
      @NotBlank
          @Characters(max = Department.LONGEST)
          @Pattern(regexp = Department.PATTERN, message = Department.WHY)
          @Schema(maxLength = Department.LONGEST)
          String department,
      @NotNull Percent percent,
      @Min(1) @Max(PercentJobs.LARGEST_BATCH) Integer batchSize) {}
}
