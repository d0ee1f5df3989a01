package io.lockstep.accounts;

import io.lockstep.auditlog.Act;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Page;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.CurrencyCode;
import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

/** Accounts over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/accounts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Accounts")
class AccountsResource {
  private static final String WHAT = "The account";

  private final OpeningAccount opening;
  private final MovingMoney moving;
  private final AccountStatements statements;
  private final Idempotency idempotency;

  AccountsResource(
      OpeningAccount opening,
      MovingMoney moving,
      AccountStatements statements,
      Idempotency idempotency) {
    this.opening = opening;
    this.moving = moving;
    this.statements = statements;
    this.idempotency = idempotency;
  }

  @PUT
  @Conditional
  @Operation(operationId = "openAccount", summary = "Open an account")
  @APIResponseSchema(
      value = AccountView.class,
      responseCode = "201",
      responseDescription = "Opened")
  @Refuses(ProblemType.ACCOUNT_IN_OTHER_CURRENCY)
  public Uni<Response> open(
      @PathParam("id") String id, @NotNull @Valid Opening body, @Context RoutingContext request) {
    Names.requireForWriting("id", id);
    return opening
        .open(Act.of(request), id, body.currency(), Preconditions.of(request.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Operation(operationId = "getAccount", summary = "Read an account")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<AccountView> find(
      @PathParam("id") String id, @QueryParam("currency") @CurrencyCode String currency) {
    Names.requireForReading(WHAT, id);
    return statements
        .account(id, currency)
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }

  @GET
  @Path("/entries")
  @Operation(operationId = "listEntries", summary = "List the entries of an account, newest first")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Page<EntryView>> entries(
      @PathParam("id") String id,
      @QueryParam("currency") @CurrencyCode String currency,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    Names.requireForReading(WHAT, id);
    return statements
        .entries(id, currency, Page.Request.of(limit, after))
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }

  @POST
  @Path("/deposits")
  @Operation(operationId = "deposit", summary = "Pay money in")
  @APIResponseSchema(
      value = TransferView.class,
      responseCode = "201",
      responseDescription = "The transfer from the account external")
  @Refuses({
    ProblemType.NOT_FOUND,
    ProblemType.SAME_ACCOUNT,
    ProblemType.OTHER_CURRENCY,
    ProblemType.ACCOUNT_CLOSED,
    ProblemType.BALANCE_OVERFLOW
  })
  public Uni<Response> deposit(
      @PathParam("id") String id, @NotNull @Valid Deposit body, @Context RoutingContext request) {
    Names.requireForWriting("id", id);
    return moving
        .deposit(idempotency.actOf(request, body), id, new Money(body.amount(), body.currency()))
        .map(Answer::toResponse);
  }

  /** The body that opens an account. */
  @RegisterForReflection
  @Schema(name = "AccountData")
  record Opening(@NotNull @CurrencyCode String currency) {}

  /** The body of a deposit. */
  @RegisterForReflection
  @Schema(name = "NewDeposit")
  record Deposit(
      @NotNull @Min(1) @Max(Money.LARGEST) Long amount, @NotNull @CurrencyCode String currency) {}
}
