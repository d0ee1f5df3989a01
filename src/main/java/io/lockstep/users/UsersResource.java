package io.lockstep.users;

import io.lockstep.accounts.ledger.Ledger;
import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Characters;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Users over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/users/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
class UsersResource {
  private static final String WHAT = "The user";

  private final SavingUser saving;
  private final RemovingUser removing;
  private final Directory directory;

  UsersResource(SavingUser saving, RemovingUser removing, Directory directory) {
    this.saving = saving;
    this.removing = removing;
    this.directory = directory;
  }

  @PUT
  @Conditional
  @Operation(operationId = "saveUser", summary = "Create or change a user")
  @APIResponseSchema(value = UserView.class, responseCode = "201", responseDescription = "Created")
  public Uni<Response> save(
      @PathParam("id") String id, @Context RoutingContext http, @NotNull @Valid Body body) {
    requireUser(Names.requireForWriting("id", id));
    return saving
        .save(
            Act.of(http),
            id,
            new UserEvent.Data(body.name(), body.email()),
            Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Operation(operationId = "getUser", summary = "Read a user")
  @APIResponseSchema(value = UserView.class, responseCode = "200", responseDescription = "The user")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("id") String id) {
    Names.requireForReading(WHAT, id);
    return directory
        .find(id)
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)))
        .map(user -> Answer.ok(user).versioned(user.version()).toResponse());
  }

  @DELETE
  @Consumes(MediaType.WILDCARD)
  @Conditional
  @Operation(operationId = "deleteUser", summary = "Delete a user; the account is closed")
  @APIResponse(responseCode = "204", description = "Deleted")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> remove(@PathParam("id") String id, @Context RoutingContext http) {
    Names.requireForWriting("id", id);
    return removing
        .remove(Act.of(http), id, Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  /** A user's account has the user's id, so nobody may be called as a system account is. */
  private static void requireUser(String id) {
    if (Ledger.isSystemAccount(id)) {
      throw Problem.invalid("id", "is reserved for a system account");
    }
  }

  /** The body that creates or changes a user. */
  @RegisterForReflection
  @Schema(name = "UserData")
  record Body(
      @NotBlank @Characters(max = User.LONGEST_NAME) @Schema(maxLength = User.LONGEST_NAME)
          String name,
      @NotBlank @Email @Size(max = User.LONGEST_EMAIL) String email) {}
}
