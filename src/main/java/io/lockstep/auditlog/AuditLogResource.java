package io.lockstep.auditlog;

import io.lockstep.http.Page;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The audit log over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/audit-log")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class AuditLogResource {
  private final ReadingAuditLog reading;

  AuditLogResource(ReadingAuditLog reading) {
    this.reading = reading;
  }

  @GET
  @Operation(operationId = "listAuditLog", summary = "List who did what and why, newest first")
  public Uni<Page<AuditLogEntry>> list(
      @Parameter(
              description = "Only the acts of this subject or key.",
              schema = @Schema(minLength = 1, maxLength = ReadingAuditLog.LONGEST_FILTER))
          @QueryParam("actor")
          String actor,
      @Parameter(
              description = "Only acts on the thing of this id.",
              schema = @Schema(minLength = 1, maxLength = ReadingAuditLog.LONGEST_FILTER))
          @QueryParam("target")
          String target,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return reading.list(actor, target, Page.Request.of(limit, after));
  }
}
