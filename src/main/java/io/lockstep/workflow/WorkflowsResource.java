package io.lockstep.workflow;

import io.lockstep.http.Answer;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.http.TraceParent;
import io.lockstep.http.json.JsonText;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Names;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.lockstep.workflow.model.WorkflowStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Workflows over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/workflows")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Workflows")
class WorkflowsResource {
  private final StartingWorkflow starting;
  private final AcceptingChange accepting;
  private final ReadingWorkflows reading;
  private final Idempotency idempotency;

  WorkflowsResource(
      StartingWorkflow starting,
      AcceptingChange accepting,
      ReadingWorkflows reading,
      Idempotency idempotency) {
    this.starting = starting;
    this.accepting = accepting;
    this.reading = reading;
    this.idempotency = idempotency;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "startWorkflow", summary = "Start a workflow")
  @APIResponseSchema(
      value = WorkflowView.class,
      responseCode = "201",
      responseDescription = "RUNNING")
  @Refuses({
    ProblemType.UNKNOWN_WORKFLOW_TYPE,
    ProblemType.ORDER_NOT_RETURNABLE,
    ProblemType.CONTENT_TOO_LARGE
  })
  public Uni<Response> start(
      @NotNull @Valid StartBody body,
      @HeaderParam(TraceParent.HEADER) String traceparent,
      @Context RoutingContext http) {
    JsonText data = checked("data", body.data());
    return once(
        http,
        body,
        "start-workflow",
        tx -> starting.start(tx, body.type(), data, TraceParent.orNull(traceparent)));
  }

  @POST
  @Path("/{id}/steps")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "completeStep", summary = "Say that a step is done")
  @APIResponseSchema(
      value = WorkflowView.class,
      responseCode = "202",
      responseDescription = "Taken; the workflow as it was then")
  @Refuses({
    ProblemType.NOT_FOUND,
    ProblemType.WORKFLOW_NOT_RUNNING,
    ProblemType.STEP_OUT_OF_TURN,
    ProblemType.CONTENT_TOO_LARGE
  })
  public Uni<Response> step(
      @PathParam("id") String id, @NotNull @Valid StepBody body, @Context RoutingContext http) {
    UUID workflow = idToWrite(id);
    JsonText data = checked("data", body.data());
    return once(http, body, "workflow-step", tx -> accepting.step(tx, workflow, body.step(), data));
  }

  @POST
  @Path("/{id}/complete")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "completeWorkflow", summary = "End a workflow with a result")
  @APIResponseSchema(
      value = WorkflowView.class,
      responseCode = "202",
      responseDescription = "Taken; the workflow as it was then")
  @Refuses({
    ProblemType.NOT_FOUND,
    ProblemType.WORKFLOW_NOT_RUNNING,
    ProblemType.STEP_OUT_OF_TURN,
    ProblemType.CONTENT_TOO_LARGE
  })
  public Uni<Response> complete(
      @PathParam("id") String id, @NotNull CompleteBody body, @Context RoutingContext http) {
    UUID workflow = idToWrite(id);
    JsonText result = checked("result", body.result());
    return once(http, body, "workflow-complete", tx -> accepting.complete(tx, workflow, result));
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      operationId = "cancelWorkflow",
      summary = "Cancel a workflow; the steps done are undone in reverse order")
  @APIResponseSchema(
      value = WorkflowView.class,
      responseCode = "202",
      responseDescription = "Taken; the workflow as it was then")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.WORKFLOW_NOT_RUNNING})
  public Uni<Response> cancel(@PathParam("id") String id, @Context RoutingContext http) {
    UUID workflow = idToWrite(id);
    return once(
        http, null, "workflow-cancel", tx -> accepting.cancel(tx, workflow, "cancelled-by-user"));
  }

  private Uni<Response> once(
      RoutingContext http, Object body, String useCase, Function<Tx, Uni<Answer>> work) {
    return idempotency
        .once(idempotency.actOf(http, body), TxOptions.of(useCase), work)
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getWorkflow", summary = "Read a workflow and its history")
  @APIResponseSchema(
      value = WorkflowView.class,
      responseCode = "200",
      responseDescription = "The workflow")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return reading
        .find(UUID.fromString(id))
        .map(found -> found.orElseThrow(WorkflowsResource::notFound))
        .map(view -> Answer.ok(view).toResponse());
  }

  @GET
  @Operation(operationId = "listWorkflows", summary = "List workflows, newest first")
  public Uni<Page<WorkflowView>> list(
      @Parameter(
              description = "Only those of this type.",
              schema = @Schema(pattern = Names.PATTERN))
          @QueryParam("type")
          String type,
      @Parameter(schema = @Schema(implementation = WorkflowStatus.class)) @QueryParam("status")
          String status,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return reading.list(
        type == null ? null : Names.requireForWriting("type", type),
        status(status),
        Page.Request.of(limit, after));
  }

  private static WorkflowStatus status(String status) {
    try {
      return status == null ? null : WorkflowStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "must be RUNNING, COMPLETED or CANCELLED");
    }
  }

  private static JsonText checked(String field, JsonText json) {
    return json == null ? null : json.checkedForSize(field);
  }

  private static UUID idToWrite(String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not the id of a workflow");
    }
    return UUID.fromString(id);
  }

  private static Problem notFound() {
    return Problem.notFound("The workflow");
  }

  /** The body that starts a workflow. */
  @RegisterForReflection
  @Schema(name = "NewWorkflow")
  record StartBody(@NotNull @Pattern(regexp = Names.PATTERN) String type, JsonText data) {}

  /**
   * The body that says that a step is done.
   *
   * @param step which one; where it is missing, the one whose turn it is
   */
  @RegisterForReflection
  @Schema(name = "StepCompletion")
  record StepBody(JsonText data, @Pattern(regexp = Names.PATTERN) String step) {}

  /** The body that finishes a workflow. */
  @RegisterForReflection
  @Schema(name = "WorkflowCompletion")
  record CompleteBody(JsonText result) {}
}
