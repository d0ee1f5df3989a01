package io.lockstep.quotes;

import io.lockstep.http.Answer;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.messaging.requests.Requests;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Quotes over REST: the question goes over RabbitMQ to whoever answers it. */
@Cancellable(false)
@RegisterForReflection
@Path("/quotes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
@Tag(name = "Quotes")
class QuotesResource {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Requests requests;
  private final Idempotency idempotency;

  QuotesResource(Requests requests, Idempotency idempotency) {
    this.requests = requests;
    this.idempotency = idempotency;
  }

  void start(@Observes StartupEvent event) {
    requests.expect(AnsweringQuotes.KEY);
  }

  @POST
  @Operation(operationId = "askForQuote", summary = "Ask what an order would cost, over RabbitMQ")
  @APIResponseSchema(
      value = Quote.class,
      responseCode = "200",
      responseDescription = "Prices, and what is available now")
  @Refuses({
    ProblemType.UNKNOWN_SKU,
    ProblemType.MIXED_CURRENCIES,
    ProblemType.TOTAL_TOO_LARGE,
    ProblemType.REQUEST_REFUSED,
    ProblemType.REPLY_UNREADABLE,
    ProblemType.NO_REPLIER,
    ProblemType.BROKER_UNAVAILABLE,
    ProblemType.REPLY_TIMEOUT
  })
  public Uni<Response> ask(@NotNull @Valid QuoteRequest body, @Context RoutingContext http) {
    QuoteRequest question = body.checked();
    return idempotency
        .onceOutside(
            idempotency.actOf(http, question),
            LONGEST,
            () -> requests.ask(AnsweringQuotes.KEY, question, Quote.class).map(Answer::ok))
        .map(Answer::toResponse);
  }
}
