package io.lockstep.messaging.pubsub;

import io.lockstep.http.Accepted;
import io.lockstep.http.Answer;
import io.lockstep.http.EventStreams;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.http.StreamEnd;
import io.lockstep.http.json.JsonText;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.idempotency.KeyedAct;
import io.lockstep.idempotency.KeyedRequest;
import io.lockstep.idempotency.Replays;
import io.lockstep.platform.Ids;
import io.lockstep.sql.Tx;
import io.lockstep.sql.TxOptions;
import io.lockstep.sql.groups.GroupCommit;
import io.lockstep.sql.groups.GroupCommits;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureFailure;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Publish and subscribe over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/events")
@Tag(name = "Events")
class EventsResource {
  private static final String DROPPED = "lockstep.dropped";

  private final Events events;
  private final Subscriptions subscriptions;
  private final EventStreams streams;
  private final GroupCommit<KeyedRequest<Event>, Answer> group;
  private final Idempotency idempotency;
  private final Ids ids;

  EventsResource(
      Events events,
      Subscriptions subscriptions,
      EventStreams streams,
      GroupCommits groups,
      Idempotency idempotency,
      Ids ids) {
    this.events = events;
    this.subscriptions = subscriptions;
    this.streams = streams;
    this.group =
        groups.<KeyedRequest<Event>, Answer>group("publish-events", this::publishAll).build();
    this.idempotency = idempotency;
    this.ids = ids;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "publishEvent",
      summary = "Publish an event on the topic exchange events")
  @APIResponseSchema(
      value = Accepted.class,
      responseCode = "202",
      responseDescription = "Taken; it is published at least once")
  @Refuses(ProblemType.CONTENT_TOO_LARGE)
  public Uni<Response> publish(@NotNull @Valid Body body, @Context RoutingContext http) {
    Event event = body.checked(ids.next().toString());
    KeyedAct act = idempotency.actOf(http, body);
    Uni<Answer> answer =
        !act.hasKey()
            ? group.submit(KeyedRequest.of(act, event))
            : idempotency.once(
                act,
                TxOptions.of("publish-event"),
                tx -> publish(tx, List.of(event)).map(answers -> answers.get(0)));
    return answer.map(Answer::toResponse);
  }

  private Uni<List<Answer>> publishAll(Tx tx, List<KeyedRequest<Event>> together) {
    return idempotency.each(tx, together, Replays.OF_ANSWERS, fresh -> publish(tx, fresh));
  }

  private Uni<List<Answer>> publish(Tx tx, List<Event> together) {
    return events
        .publish(tx, together)
        .replaceWith(
            together.stream().map(each -> Answer.accepted(new Accepted(each.id()))).toList());
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "subscribeToEvents",
      summary = "Subscribe to events by type as server-sent events")
  @APIResponse(
      responseCode = "200",
      description =
          "Events as they come; a last one, lockstep.dropped or lockstep.closed, says why the"
              + " service ends the stream",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = JsonText.class)))
  @Refuses({ProblemType.BROKER_UNAVAILABLE, ProblemType.OVERLOADED, ProblemType.TOO_MANY_STREAMS})
  public Multi<OutboundSseEvent> subscribe(
      @QueryParam("types") List<String> types, @Context Sse sse, @Context RoutingContext http) {
    List<String> patterns = TopicWords.patterns(types.isEmpty() ? null : String.join(",", types));
    subscriptions.requireRoom(); // a stream that has begun cannot be refused any more
    return streams.open(http, sse, events(patterns, sse));
  }

  private Multi<OutboundSseEvent> events(List<String> patterns, Sse sse) {
    return subscriptions
        .withBeats(patterns)
        .map(event -> event.map(there -> event(sse, there)).orElseGet(() -> heartbeat(sse)))
        .onFailure(BackPressureFailure.class)
        .recoverWithItem(() -> dropped(sse, "slow-reader"))
        .onFailure(Subscription.BrokerAway.class)
        .recoverWithItem(() -> dropped(sse, "broker-unavailable"));
  }

  private static OutboundSseEvent event(Sse sse, Event event) {
    OutboundSseEvent.Builder builder = sse.newEventBuilder().name(event.type());
    return (event.id() == null ? builder : builder.id(event.id()))
        .data(event.data()) // JSON already, so no media type is to be applied to it
        .build();
  }

  private static OutboundSseEvent heartbeat(Sse sse) {
    return sse.newEventBuilder().comment("listening").build();
  }

  private OutboundSseEvent dropped(Sse sse, String reason) {
    subscriptions.countDropped(reason);
    return new StreamEnd(reason).toEvent(sse, DROPPED);
  }

  /** An event to be published. */
  @RegisterForReflection
  @Schema(name = "NewEvent")
  record Body(
      @NotNull @Schema(pattern = TopicWords.TYPE_PATTERN, maxLength = TopicWords.LONGEST_BYTES)
          String type,
      @NotNull JsonText data,
      @Pattern(regexp = "[^\\p{Cc}\\p{Cs}]{1,255}") String subject) {
    Event checked(String id) {
      TopicWords.requireType(type);
      return new Event(id, type, subject, data.checkedForSize("data").text());
    }
  }
}
