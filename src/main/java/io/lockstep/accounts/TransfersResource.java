package io.lockstep.accounts;

import io.lockstep.http.Answer;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.CurrencyCode;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Transfers over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/transfers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
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
  @Operation(operationId = "transfer", summary = "Move money between two accounts")
  @APIResponseSchema(
      value = TransferView.class,
      responseCode = "201",
      responseDescription = "Moved")
  @Refuses({
    ProblemType.INSUFFICIENT_FUNDS,
    ProblemType.NO_ACCOUNT,
    ProblemType.SAME_ACCOUNT,
    ProblemType.TRANSFER_FROM_EXTERNAL,
    ProblemType.OTHER_CURRENCY,
    ProblemType.ACCOUNT_CLOSED,
    ProblemType.BALANCE_OVERFLOW
  })
  public Uni<Response> transfer(@NotNull @Valid Body body, @Context RoutingContext request) {
    return moving
        .transfer(idempotency.actOf(request, body), body.from(), body.to(), body.money())
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getTransfer", summary = "Read a transfer")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<TransferView> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw notFound();
    }
    return statements.transfer(id).map(found -> found.orElseThrow(TransfersResource::notFound));
  }

  @GET
  @Operation(operationId = "listTransfers", summary = "List transfers, newest first")
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
  @Schema(name = "NewTransfer")
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
