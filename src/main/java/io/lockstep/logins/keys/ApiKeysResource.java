package io.lockstep.logins.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lockstep.auditlog.Act;
import io.lockstep.auditlog.RecordedTransactions;
import io.lockstep.http.Answer;
import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.idempotency.Idempotency;
import io.lockstep.platform.Characters;
import io.lockstep.platform.Ids;
import io.lockstep.platform.Names;
import io.lockstep.platform.Rfc3339;
import io.lockstep.security.Caller;
import io.lockstep.security.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** API keys over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "API keys")
class ApiKeysResource {
  private static final String WHAT = "The API key";
  private static final int LONGEST_NAME = 100;

  private final CreatingApiKey creating;
  private final ApiKeys keys;
  private final RecordedTransactions transactions;
  private final Idempotency idempotency;

  ApiKeysResource(
      CreatingApiKey creating,
      ApiKeys keys,
      RecordedTransactions transactions,
      Idempotency idempotency) {
    this.creating = creating;
    this.keys = keys;
    this.transactions = transactions;
    this.idempotency = idempotency;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "createApiKey", summary = "Make an API key; it is shown this once")
  @APIResponseSchema(
      value = CreatedApiKey.class,
      responseCode = "201",
      responseDescription = "The key")
  public Uni<Response> create(@NotNull @Valid Body body, @Context RoutingContext http) {
    return creating
        .create(idempotency.actOf(http, body), body.checked(), Caller.of(http))
        .map(CreatingApiKey.Created::toAnswer)
        .map(Answer::toResponse);
  }

  @GET
  @Operation(operationId = "listApiKeys", summary = "List API keys, oldest first")
  public Uni<Page<ApiKey>> list(
      @QueryParam("limit") String limit, @QueryParam("after") String after) {
    Page.Request page = Page.Request.of(limit, after);
    return keys.list(page.afterId(Ids::isWellFormed), page.rowsToRead())
        .map(rows -> Page.of(rows, page, ApiKey::id));
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getApiKey", summary = "Read what an API key is")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<ApiKey> find(@PathParam("id") String id) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.notFound(WHAT);
    }
    return keys.find(id).map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)));
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "deleteApiKey", summary = "Revoke an API key")
  @APIResponse(responseCode = "204", description = "Revoked")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> delete(@PathParam("id") String id, @Context RoutingContext http) {
    if (!Ids.isWellFormed(id)) {
      throw Problem.invalid("id", "is not the id of an API key");
    }
    return transactions
        .run(Act.of(http), "delete-api-key", tx -> keys.delete(tx, id).map(ApiKeysResource::answer))
        .map(Answer::toResponse);
  }

  private static Answer answer(boolean deleted) {
    return deleted ? Answer.noContent() : Answer.refused(Problem.notFound(WHAT));
  }

  /**
   * The body that makes a key.
   *
   * @param userId the user whom a shopper's key stands for
   * @param expiresAt null for never
   */
  @RegisterForReflection
  @Schema(name = "NewApiKey")
  record Body(
      @NotBlank @Characters(max = LONGEST_NAME) @Schema(maxLength = LONGEST_NAME) String name,
      @NotEmpty Set<@NotNull Role> roles,
      @Pattern(regexp = Names.PATTERN) String userId,
      Instant expiresAt) {
    /** In one order, so that the same request is the same wherever it is read. */
    public Body {
      roles = roles == null || roles.contains(null) ? roles : new TreeSet<>(roles);
    }

    CreatingApiKey.Wanted checked() {
      if (roles.contains(Role.SHOPPER) && userId == null) {
        throw Problem.invalid("userId", "must be there for a shopper");
      }
      if (expiresAt != null
          && !(expiresAt.isAfter(Instant.now()) && Rfc3339.isSupported(expiresAt))) {
        throw Problem.invalid("expiresAt", "must be in the future");
      }
      return new CreatingApiKey.Wanted(name, List.copyOf(roles), userId, expiresAt);
    }
  }

  /**
   * What a key is, this once with its text.
   *
   * @param key for {@code Authorization: Bearer}; null where the answer is repeated
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record CreatedApiKey(
      @Schema(format = "uuid") String id,
      String name,
      List<Role> roles,
      @Schema(nullable = true) String userId,
      @Schema(nullable = true) Instant expiresAt,
      @Schema(nullable = true) String key) {
    static CreatedApiKey of(ApiKey made, String text) {
      return new CreatedApiKey(
          made.id(), made.name(), made.roles(), made.userId(), made.expiresAt(), text);
    }
  }
}
