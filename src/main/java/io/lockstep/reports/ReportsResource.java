package io.lockstep.reports;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.CurrencyCode;
import io.lockstep.sql.Isolation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Reports over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/reports")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reports")
class ReportsResource {
  private final ReportingOrders reporting;
  private final Clock clock;

  ReportsResource(ReportingOrders reporting, Clock clock) {
    this.reporting = reporting;
    this.clock = clock;
  }

  /** Reading goes on no longer than somebody waits for it: a long period takes its time. */
  @Cancellable
  @GET
  @Path("/orders")
  @Operation(
      operationId = "reportOrders",
      summary = "Orders and revenue of a period, at an isolation level")
  @Refuses(ProblemType.REVENUE_OVERFLOW)
  public Uni<OrderReport> orders(
      @Parameter(
              description =
                  "A date (from its midnight UTC on) or a time (RFC 3339); 30 days before to, if it is missing.",
              schema = @Schema(anyOf = {LocalDate.class, Instant.class}))
          @QueryParam("from")
          String from,
      @Parameter(
              description =
                  "A date (including that day, UTC) or a time (RFC 3339); now, if it is missing.",
              schema = @Schema(anyOf = {LocalDate.class, Instant.class}))
          @QueryParam("to")
          String to,
      @Parameter(
              description = "At which isolation level the orders are read.",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {
                        "READ_UNCOMMITTED",
                        "READ_COMMITTED",
                        "REPEATABLE_READ",
                        "SERIALIZABLE"
                      },
                      defaultValue = "REPEATABLE_READ"))
          @QueryParam("isolation")
          String isolation,
      @Parameter(
              description = "share: the rows are locked while they are read (LOCK IN SHARE MODE).",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"none", "share"},
                      defaultValue = "none"))
          @QueryParam("lock")
          String lock,
      @QueryParam("currency") @CurrencyCode String currency) {
    return reporting.report(
        Period.of(from, to, clock.instant()), isolationOf(isolation), isShared(lock), currency);
  }

  private static Isolation isolationOf(String name) {
    if (name == null) {
      return Isolation.REPEATABLE_READ;
    }
    return Arrays.stream(Isolation.values())
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    "isolation", "must be one of " + Arrays.toString(Isolation.values())));
  }

  private static boolean isShared(String lock) {
    if (lock == null || lock.equals("none")) {
      return false;
    }
    if (lock.equals("share")) {
      return true;
    }
    throw Problem.invalid("lock", "must be none or share");
  }
}
