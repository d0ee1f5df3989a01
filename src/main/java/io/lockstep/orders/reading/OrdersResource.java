package io.lockstep.orders.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.Answer;
import io.lockstep.http.EventStreams;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.http.StreamEnd;
import io.lockstep.orders.OrderHistoryEntry;
import io.lockstep.orders.OrderStatus;
import io.lockstep.platform.Ids;
import io.lockstep.security.Caller;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Reading and following orders over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
class OrdersResource {
  private final OrderFeed changes;
  private final ReadingOrders orders;
  private final OrderLists lists;
  private final EventStreams streams;
  private final ObjectMapper json;

  OrdersResource(
      OrderFeed changes,
      ReadingOrders orders,
      OrderLists lists,
      EventStreams streams,
      ObjectMapper json) {
    this.changes = changes;
    this.orders = orders;
    this.lists = lists;
    this.streams = streams;
    this.json = json;
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getOrder", summary = "Read an order and its history")
  @APIResponseSchema(
      value = OrderView.class,
      responseCode = "200",
      responseDescription = "The order")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(@PathParam("id") String id) {
    UUID wanted = idToRead(id);
    return orders
        .find(wanted)
        .map(found -> found.orElseThrow(OrdersResource::notFound))
        .map(order -> Answer.ok(order).versioned(order.version()).toResponse());
  }

  @GET
  @Operation(operationId = "listOrders", summary = "List orders, newest first")
  public Uni<Page<OrderView>> list(
      @QueryParam("userId") String userId,
      @Parameter(schema = @Schema(implementation = OrderStatus.class)) @QueryParam("status")
          String status,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("sku") String sku,
      @QueryParam("externalId") String externalId,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after,
      @Context RoutingContext http) {
    OrderFilter filter = OrderFilter.of(userId, status, from, to, sku, externalId);
    return lists
        .list(filter.of(Caller.of(http).limit(filter.userId())), Page.Request.of(limit, after))
        .map(page -> page.map(OrderView::of));
  }

  @GET
  @RequiresKnownOrder
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "followOrder",
      summary = "Follow the status of an order as server-sent events")
  @APIResponse(
      responseCode = "200",
      description =
          "One event for each change of status, first the present one; ends when the order is"
              + " final, or with lockstep.closed when the login ends",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(anyOf = {OrderStatusEvent.class, StreamEnd.class})))
  @APIResponse(
      responseCode = "204",
      description = "Last-Event-ID names the end of a final order: do not come again")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.TOO_MANY_STREAMS})
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam(LastEventId.HEADER) String lastEventId,
      @Context Sse sse,
      @Context RoutingContext http) {
    UUID wanted = idToRead(id);
    LastEventId known = LastEventId.of(lastEventId);
    Multi<OutboundSseEvent> events =
        orders
            .history(wanted)
            .onItem()
            .transformToMulti(history -> changes.withBeats(wanted, known.lastVersionOf(history)))
            .map(
                entry ->
                    entry
                        .map(change -> event(sse, wanted, change))
                        .orElseGet(() -> heartbeat(sse)));
    return streams.open(http, sse, events);
  }

  /** Written here: with a media type the framework adds a line that is none of an event. */
  private OutboundSseEvent event(Sse sse, UUID id, OrderHistoryEntry entry) {
    return sse.newEventBuilder()
        .id(Long.toString(entry.version()))
        .name(entry.status().eventType())
        .data(text(OrderStatusEvent.of(id, entry)))
        .build();
  }

  private String text(OrderStatusEvent change) {
    try {
      return json.writeValueAsString(change);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private static OutboundSseEvent heartbeat(Sse sse) {
    return sse.newEventBuilder().comment("waiting").build();
  }

  private static UUID idToRead(String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return UUID.fromString(id);
  }

  private static Problem notFound() {
    return Problem.notFound("The order");
  }
}
