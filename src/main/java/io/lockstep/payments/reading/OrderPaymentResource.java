package io.lockstep.payments.reading;

import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Ids;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The payment of an order over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders/{id}/payment")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
class OrderPaymentResource {
  private static final String WHAT = "The payment of the order";

  private final ReadingPayments reading;

  OrderPaymentResource(ReadingPayments reading) {
    this.reading = reading;
  }

  @GET
  @Operation(operationId = "getOrderPayment", summary = "Read the payment of an order")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<PaymentView> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound(WHAT);
    }
    return reading.ofOrder(id).map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }
}
