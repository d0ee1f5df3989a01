package io.lockstep.operations;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Whether everything agrees with everything, read from one snapshot, so that work under way cannot
 * look like a fault.
 */
@Cancellable(false)
@RegisterForReflection
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations")
class AuditResource {
  private final AuditingEverything auditing;

  AuditResource(AuditingEverything auditing) {
    this.auditing = auditing;
  }

  /**
   * It may take minutes over millions of orders, and ends when nobody waits for it; a database that
   * is away is said at once.
   */
  @Cancellable
  @GET
  @Operation(
      operationId = "audit",
      summary = "Recompute the invariants of stock, money, orders and messages")
  public Uni<AuditReport> audit() {
    return auditing.audit();
  }

  @GET
  @Path("/results")
  @Operation(
      operationId = "listAuditResults",
      summary = "What each check of the audit found when it ran last, and when it held last")
  public Uni<AuditReport.AllKept> results() {
    return auditing.last();
  }
}
