package io.lockstep.payments.reading;

import io.lockstep.http.Answer;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.payments.PaymentStatus;
import io.lockstep.platform.Ids;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Payments over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/payments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
class PaymentsResource {
  private static final String WHAT = "The payment";

  private final ReadingPayments reading;
  private final ReconcilingPayment reconciling;
  private final Idempotency idempotency;

  PaymentsResource(
      ReadingPayments reading, ReconcilingPayment reconciling, Idempotency idempotency) {
    this.reading = reading;
    this.reconciling = reconciling;
    this.idempotency = idempotency;
  }

  @GET
  @Operation(operationId = "listPayments", summary = "List payments by order, oldest first")
  public Uni<Page<PaymentView>> list(
      @Parameter(schema = @Schema(implementation = PaymentStatus.class)) @QueryParam("status")
          String status,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    Page.Request page = Page.Request.of(limit, after);
    if (page.after() != null && !Ids.isWellFormed(page.after())) {
      throw Problem.invalid("after", "is not a cursor that this list gave out");
    }
    return reading
        .list(status == null ? null : state(status), page)
        .map(rows -> Page.of(rows, page, PaymentView::id));
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getPayment", summary = "Read a payment")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<PaymentView> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound(WHAT);
    }
    return reading.byId(id).map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }

  /** Tries at once what is pending, and answers how the payment stands then. */
  @POST
  @Path("/{id}/reconcile")
  @Operation(
      operationId = "reconcilePayment",
      summary = "Try again now what a payment still waits for")
  @APIResponseSchema(
      value = PaymentView.class,
      responseCode = "202",
      responseDescription = "The payment")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> reconcile(@PathParam("id") String id, @Context RoutingContext request) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not the id of a payment");
    }
    KeyedAct act = idempotency.actOf(request, null);
    return idempotency
        .once(
            act, TxOptions.of("payment-reconcile"), tx -> reconciling.reconcile(tx, act.act(), id))
        .map(Answer::toResponse);
  }

  private static PaymentStatus state(String status) {
    return Arrays.stream(PaymentStatus.values())
        .filter(state -> state.name().equals(status))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                    "status", "must be one of " + Arrays.toString(PaymentStatus.values())));
  }
}
