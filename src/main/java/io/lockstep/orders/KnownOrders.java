package io.lockstep.orders;

import io.lockstep.platform.Ids;
import io.lockstep.platform.Problem;
import io.lockstep.sql.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a stream about an order that does not exist: once begun it could not be refused. */
class KnownOrders {
  private final Orders orders;
  private final Transactions transactions;

  KnownOrders(Orders orders, Transactions transactions) {
    this.orders = orders;
    this.transactions = transactions;
  }

  /**
   * Lets the request pass by answering nothing.
   *
   * @throws Problem 404 if there is no such order
   */
  @OfKnownOrder
  @ServerRequestFilter
  public Uni<Response> requireKnown(UriInfo uri) {
    String id = uri.getPathParameters().getFirst("id");
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound("The order");
    }
    return transactions
        .read(tx -> orders.find(tx, UUID.fromString(id)))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Problem.notFound("The order");
              }
              return null;
            });
  }
}
