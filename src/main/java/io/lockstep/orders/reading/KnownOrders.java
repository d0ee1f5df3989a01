package io.lockstep.orders.reading;

import io.lockstep.http.Problem;
import io.lockstep.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Decides whether a stream about an order begins, since once begun it could not be refused: there
 * is none about an order that does not exist, and none for a reader who knows the end already.
 */
class KnownOrders {
  private final ReadingOrders orders;

  KnownOrders(ReadingOrders orders) {
    this.orders = orders;
  }

  /**
   * Lets the request pass by answering nothing. 204 tells a browser not to connect again.
   *
   * @throws Problem 404 if there is no such order, 400 if {@code Last-Event-ID} is none of its
   */
  @RequiresKnownOrder
  @ServerRequestFilter
  public Uni<Response> requireKnown(UriInfo uri, HttpHeaders headers) {
    String id = uri.getPathParameters().getFirst("id");
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound("The order");
    }
    LastEventId lastEventId = LastEventId.of(headers.getHeaderString(LastEventId.HEADER));
    return orders
        .history(UUID.fromString(id))
        .map(
            history -> {
              if (history.isEmpty()) {
                throw Problem.notFound("The order");
              }
              return lastEventId.isLastOf(history) ? Response.noContent().build() : null;
            });
  }
}
