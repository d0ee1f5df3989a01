package io.lockstep.workflow.types;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Page;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Workflow types over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/workflow-types")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Workflows")
class WorkflowTypesResource {
  private static final String WHAT = "The workflow type";

  private final DefiningType defining;
  private final ReadingWorkflowTypes reading;

  WorkflowTypesResource(DefiningType defining, ReadingWorkflowTypes reading) {
    this.defining = defining;
    this.reading = reading;
  }

  @PUT
  @Path("/{type}")
  @Conditional
  @Operation(operationId = "defineWorkflowType", summary = "Define a workflow type, or change it")
  @APIResponseSchema(
      value = WorkflowType.class,
      responseCode = "201",
      responseDescription = "Defined")
  @Refuses({ProblemType.WORKFLOW_TYPE_IN_USE, ProblemType.WORKFLOW_TYPE_BUILT_IN})
  public Uni<Response> define(
      @PathParam("type") String type, @NotNull @Valid Body body, @Context RoutingContext http) {
    Names.requireForWriting("type", type);
    Body checked = body.checked();
    return defining
        .define(
            Act.of(http),
            type,
            checked.steps(),
            Boolean.TRUE.equals(checked.autoComplete()),
            Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{type}")
  @Operation(operationId = "getWorkflowType", summary = "Read a workflow type")
  @APIResponseSchema(
      value = WorkflowType.class,
      responseCode = "200",
      responseDescription = "The type")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("type") String type) {
    Names.requireForReading(WHAT, type);
    return reading
        .find(type)
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)))
        .map(found -> Answer.ok(found).versioned(found.version()).toResponse());
  }

  @GET
  @Operation(operationId = "listWorkflowTypes", summary = "List workflow types by name")
  public Uni<Page<WorkflowType>> list(
      @QueryParam("limit") String limit, @QueryParam("after") String after) {
    return reading.list(Page.Request.of(limit, after));
  }

  /**
   * The body that defines a type.
   *
   * @param autoComplete whether the last step completes a workflow; false unless said
   */
  @RegisterForReflection
  @Schema(name = "WorkflowTypeData")
  record Body(@NotNull @Size(min = 1, max = 100) List<@NotNull Step> steps, Boolean autoComplete) {
    /**
     * Checks what annotations cannot say.
     *
     * @throws Problem 400 if a name stands for two steps
     */
    Body checked() {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        if (!seen.add(step.name())
            || (step.compensation() != null && !seen.add(step.compensation()))) {
          throw Problem.invalid("steps[" + i + "]", "has a name that another step has");
        }
      }
      return this;
    }
  }
}
