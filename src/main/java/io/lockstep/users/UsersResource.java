package io.lockstep.users;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Names;
import io.lockstep.platform.TraceParent;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Users over REST. */
@Path("/users/{id}")
@Produces(MediaType.APPLICATION_JSON)
class UsersResource {
  private final KeepingUsers users;

  UsersResource(KeepingUsers users) {
    this.users = users;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> put(
      @PathParam("id") String id,
      @NotNull @Valid UserRequest request,
      @HeaderParam("If-Match") String ifMatch,
      @HeaderParam("traceparent") String traceparent) {
    Names.requireForWriting("id", id);
    return users.put(id, request, ifMatch, TraceParent.orNull(traceparent)).map(Answer::toResponse);
  }

  @GET
  public Uni<Response> find(@PathParam("id") String id) {
    Names.requireForReading("The user", id);
    return users.find(id).map(Answer::toResponse);
  }

  @DELETE
  public Uni<Response> delete(
      @PathParam("id") String id,
      @HeaderParam("If-Match") String ifMatch,
      @HeaderParam("traceparent") String traceparent) {
    Names.requireForWriting("id", id);
    return users.delete(id, ifMatch, TraceParent.orNull(traceparent)).map(Answer::toResponse);
  }
}
