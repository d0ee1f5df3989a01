package io.lockstep.orders.changing;

import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.orders.reading.OrderView;
import io.lockstep.platform.Ids;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Cancelling orders over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders/{id}/cancel")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
class OrderCancellationResource {
  private final CancellingOrder cancelling;
  private final Idempotency idempotency;

  OrderCancellationResource(CancellingOrder cancelling, Idempotency idempotency) {
    this.cancelling = cancelling;
    this.idempotency = idempotency;
  }

  @POST
  @Conditional
  @Operation(
      operationId = "cancelOrder",
      summary = "Cancel an order; what was paid is refunded, what was reserved released")
  @APIResponseSchema(
      value = OrderView.class,
      responseCode = "202",
      responseDescription = "The order, cancelled")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.ORDER_FINAL})
  public Uni<Response> cancel(@PathParam("id") String id, @Context RoutingContext http) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not the id of an order");
    }
    Preconditions preconditions = Preconditions.of(http.request());
    KeyedAct act = idempotency.actOf(http, null);
    return idempotency
        .once(
            act,
            TxOptions.of("cancel-order"),
            tx -> cancelling.cancel(tx, act.act(), UUID.fromString(id), preconditions))
        .map(Answer::toResponse);
  }
}
