package io.lockstep.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.orders.PlacingOrder.Placed;
import io.lockstep.orders.PlacingOrder.Placement;
import io.lockstep.platform.Answer;
import io.lockstep.platform.Conditional;
import io.lockstep.platform.EventStreams;
import io.lockstep.platform.Idempotency;
import io.lockstep.platform.IdempotencyKey;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Names;
import io.lockstep.platform.Page;
import io.lockstep.platform.Preconditions;
import io.lockstep.platform.Problem;
import io.lockstep.platform.TraceParent;
import io.lockstep.sql.Transactions;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Orders over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
class OrdersResource {
  private static final Duration AFTER_WAIT = Duration.ofSeconds(5);

  private final PlacingOrder placing;
  private final CancellingOrder cancelling;
  private final OrderChanges changes;
  private final Orders orders;
  private final Transactions transactions;
  private final Idempotency idempotency;
  private final EventStreams streams;
  private final ObjectMapper json;

  OrdersResource(
      PlacingOrder placing,
      CancellingOrder cancelling,
      OrderChanges changes,
      Orders orders,
      Transactions transactions,
      Idempotency idempotency,
      EventStreams streams,
      ObjectMapper json) {
    this.placing = placing;
    this.cancelling = cancelling;
    this.changes = changes;
    this.orders = orders;
    this.transactions = transactions;
    this.idempotency = idempotency;
    this.streams = streams;
    this.json = json;
  }

  /**
   * Takes an order, also if the caller does not wait for the answer. Only the wait until it is
   * final ends with the caller, unless there is a key under which the answer can be had.
   */
  @Cancellable
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> place(
      @NotNull @Valid PlaceOrder request,
      @HeaderParam("Prefer") String prefer,
      @HeaderParam("traceparent") String traceparent,
      @Context HttpServerRequest http) {
    Optional<IdempotencyKey> key = idempotency.keyOf(http, request);
    Duration wait = PreferWait.of(prefer);
    Placement placement =
        new Placement(
            request.checked(),
            key,
            TraceParent.orNull(traceparent),
            wait.isZero() ? Duration.ZERO : wait.plus(AFTER_WAIT));
    return idempotency
        .guarded(key, () -> placing.place(placement).flatMap(placed -> answer(placed, wait, key)))
        .map(Answer::toResponse);
  }

  private Uni<Answer> answer(Placed placed, Duration wait, Optional<IdempotencyKey> key) {
    if (wait.isZero() || placed.order().isEmpty()) {
      return Uni.createFrom().item(placed.answer());
    }
    Order order = placed.order().get();
    Uni<Answer> settled =
        settled(order, wait)
            .map(Placed::answerOf)
            .map(answer -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()));
    return key.isEmpty() ? settled : settled.call(answer -> idempotency.finish(key.get(), answer));
  }

  /** The order once it is final, or as it is when the wait is over. */
  private Uni<Order> settled(Order order, Duration wait) {
    return changes
        .after(order.id(), order.version())
        .collect()
        .last()
        .ifNoItem()
        .after(wait)
        .recoverWithUni(() -> Uni.createFrom().nullItem())
        .chain(() -> read(tx -> orders.find(tx, order.id())))
        .map(Optional::orElseThrow);
  }

  @GET
  @Path("/{id}")
  public Uni<Response> find(@PathParam("id") String id) {
    UUID wanted = idToRead(id);
    return read(tx ->
            orders
                .find(tx, wanted)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Answer.refused(notFound()))
                            : withHistory(tx, found.get())))
        .map(Answer::toResponse);
  }

  private Uni<Answer> withHistory(Tx tx, Order order) {
    return orders
        .history(tx, order)
        .map(history -> Answer.ok(OrderView.of(order, history)).versioned(order.version()));
  }

  @GET
  public Uni<Page<OrderView>> list(
      @QueryParam("userId") String userId,
      @QueryParam("status") String status,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    Page.Request page = Page.Request.of(limit, after);
    if (page.after() != null && !Ids.isWellFormed(page.after())) {
      throw Problem.invalid("after", "is not a cursor that this list gave out");
    }
    String user = userId == null ? null : Names.requireForWriting("userId", userId);
    OrderStatus wanted = status(status);
    return read(tx -> orders.list(tx, user, wanted, page))
        .map(rows -> Page.of(rows, page, order -> order.id().toString()).map(OrderView::of));
  }

  @POST
  @Path("/{id}/cancel")
  @Conditional
  public Uni<Response> cancel(@PathParam("id") String id, @Context HttpServerRequest http) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not the id of an order");
    }
    Preconditions preconditions = Preconditions.of(http);
    return idempotency
        .once(
            idempotency.keyOf(http, null),
            TxOptions.of("cancel-order"),
            tx -> cancelling.cancel(tx, UUID.fromString(id), preconditions))
        .map(Answer::toResponse);
  }

  @GET
  @OfKnownOrder
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam(LastEventId.HEADER) String lastEventId,
      @Context Sse sse,
      @Context HttpServerResponse response) {
    UUID wanted = idToRead(id);
    LastEventId known = LastEventId.of(lastEventId);
    Multi<OutboundSseEvent> events =
        read(tx -> orders.history(tx, wanted))
            .onItem()
            .transformToMulti(history -> changes.withBeats(wanted, known.toldOf(history)))
            .map(
                entry ->
                    entry.map(told -> event(sse, wanted, told)).orElseGet(() -> heartbeat(sse)));
    return streams.open(response, events);
  }

  /** Written here: with a media type the framework adds a line that is none of an event. */
  private OutboundSseEvent event(Sse sse, UUID id, HistoryEntry entry) {
    return sse.newEventBuilder()
        .id(Long.toString(entry.version()))
        .name(entry.status().eventType())
        .data(text(StatusChange.of(id, entry)))
        .build();
  }

  private String text(StatusChange change) {
    try {
      return json.writeValueAsString(change);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private static OutboundSseEvent heartbeat(Sse sse) {
    return sse.newEventBuilder().comment("waiting").build();
  }

  private <T> Uni<T> read(Function<Tx, Uni<T>> query) {
    return transactions.read(query);
  }

  private static OrderStatus status(String status) {
    try {
      return status == null ? null : OrderStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "must be PENDING, PAID, CONFIRMED or CANCELLED");
    }
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
