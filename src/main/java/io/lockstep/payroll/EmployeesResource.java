package io.lockstep.payroll;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Page;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Characters;
import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Employees over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/employees")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Payroll")
class EmployeesResource {
  private static final String WHAT = "The employee";

  private final SavingEmployee saving;
  private final Staff staff;

  EmployeesResource(SavingEmployee saving, Staff staff) {
    this.saving = saving;
    this.staff = staff;
  }

  @PUT
  @Path("/{id}")
  @Conditional
  @Operation(operationId = "saveEmployee", summary = "Create or change an employee")
  @APIResponseSchema(
      value = EmployeeView.class,
      responseCode = "201",
      responseDescription = "Created")
  public Uni<Response> save(
      @PathParam("id") String id, @Context RoutingContext http, @NotNull @Valid Body body) {
    Names.requireForWriting("id", id);
    return saving
        .save(Act.of(http), id, body.description(), Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getEmployee", summary = "Read an employee")
  @APIResponseSchema(
      value = EmployeeView.class,
      responseCode = "200",
      responseDescription = "The employee")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("id") String id) {
    Names.requireForReading(WHAT, id);
    return staff
        .find(id)
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)))
        .map(employee -> Answer.ok(employee).versioned(employee.version()).toResponse());
  }

  @GET
  @Operation(operationId = "listEmployees", summary = "List employees by id")
  public Uni<Page<EmployeeView>> list(
      @Parameter(
              description = "Only those of this department.",
              schema = @Schema(pattern = Department.PATTERN, maxLength = Department.LONGEST))
          @QueryParam("department")
          String department,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return staff.list(Department.requireInQuery(department), Page.Request.of(limit, after));
  }

  /** The body that creates or changes an employee. */
  @RegisterForReflection
  @Schema(name = "EmployeeData")
  record Body(
      @NotBlank @Characters(max = Employee.LONGEST_NAME) @Schema(maxLength = Employee.LONGEST_NAME)
          String name,
      @NotBlank
          @Characters(max = Department.LONGEST)
          @Pattern(regexp = Department.PATTERN, message = Department.WHY)
          @Schema(maxLength = Department.LONGEST)
          String department,
      @NotNull @Schema(description = "Not below 0.") Money salary) {
    SavingEmployee.Description description() {
      if (salary.amount() < 0) {
        throw Problem.invalid("salary.amount", "must not be negative");
      }
      return new SavingEmployee.Description(name, department, salary);
    }
  }
}
