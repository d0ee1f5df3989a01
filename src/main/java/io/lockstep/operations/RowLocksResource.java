package io.lockstep.operations;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.sql.SqlErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Row locks over REST, for an operator. Answers 501 where the account may not see them. */
@Cancellable(false)
@RegisterForReflection
@Path("/row-locks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class RowLocksResource {
  private final RowLocks locks;

  RowLocksResource(RowLocks locks) {
    this.locks = locks;
  }

  @GET
  @Operation(
      operationId = "listRowLocks",
      summary = "Who holds and who waits on which row of the database now")
  @Refuses(ProblemType.ROW_LOCKS_NOT_VISIBLE)
  public Uni<RowLocks.All> list() {
    return locks.now().onFailure(SqlErrors::isAccessDenied).transform(denied -> notVisible());
  }

  private static Problem notVisible() {
    return Problem.of(
        ProblemType.ROW_LOCKS_NOT_VISIBLE,
        "The service's database account may not see row locks: it lacks PROCESS,"
            + " or on MySQL SELECT on performance_schema");
  }
}
