package io.lockstep.accounts;

import io.lockstep.http.Answer;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.CurrencyCode;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Transfers over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/transfers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class TransfersResource {
  private final MovingMoney moving;
  private final AccountStatements statements;
  private final BrowsingTransfers browsing;
  private final Idempotency idempotency;

  TransfersResource(
      MovingMoney moving,
      AccountStatements statements,
      BrowsingTransfers browsing,
      Idempotency idempotency) {
    this.moving = moving;
    this.statements = statements;
    this.browsing = browsing;
    this.idempotency = idempotency;
  }

  @POST
  public Uni<Response> transfer(@NotNull @Valid Body body, @Context HttpServerRequest request) {
    return moving
        .transfer(idempotency.keyOf(request, body), body.from(), body.to(), body.money())
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  public Uni<TransferView> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return statements.transfer(id).map(found -> found.orElseThrow(TransfersResource::notFound));
  }

  @GET
  public Uni<Page<TransferView>> list(
      @QueryParam("account") String account,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    Page.Request page = Page.Request.of(limit, after);
    return account == null
        ? browsing.list(page)
        : browsing.ofAccount(Names.requireForWriting("account", account), page);
  }

  private static Problem notFound() {
    return Problem.notFound("The transfer");
  }

  /** The body of a transfer. */
  @RegisterForReflection
  record Body(
      @NotNull @Pattern(regexp = Names.PATTERN) String from,
      @NotNull @Pattern(regexp = Names.PATTERN) String to,
      @NotNull @Min(1) @Max(Money.LARGEST) Long amount,
      @NotNull @CurrencyCode String currency) {
    Money money() {
      return new Money(amount, currency);
    }
  }
}
