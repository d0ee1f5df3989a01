package io.lockstep.http.problems;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParseException;
import io.lockstep.http.Problem;
import io.lockstep.http.problems.ThrowingResource.Nested.Line;
import io.lockstep.platform.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Fails in every way that a resource can. */
@Path("/test/throwing")
class ThrowingResource {
  private final Pool pool;

  ThrowingResource(Pool pool) {
    this.pool = pool;
  }

  @GET
  @Operation(hidden = true)
  @Path("/{how}")
  public Uni<String> fail(@PathParam("how") String how, @QueryParam("most") @Max(10) Integer most) {
    return switch (how) {
      case "sync" -> throw new IllegalStateException("secret io.lockstep.Inside");
      case "async" -> Uni.createFrom().failure(new IllegalStateException("secret SELECT 1"));
      case "io" -> Uni.createFrom().failure(new IOException("secret: Connection refused"));
      case "json" -> Uni.createFrom().failure(new JsonParseException(null, "secret"));
      case "null" -> Uni.createFrom().nullItem();
      case "error" -> Uni.createFrom().failure(new StackOverflowError());
      case "entity" ->
          throw new WebApplicationException(Response.status(418).entity("secret tea").build());
      case "redirect" ->
          throw new WebApplicationException(Response.status(302).header("Location", "/x").build());
      case "unavailable" -> throw new WebApplicationException(503);
      case "sql" -> pool.query("SELECT secret FROM nowhere_at_all WHERE").execute().map(rows -> "");
      case "problem" -> throw Problem.ofReplier(409, "so-it-is", "So it is", "Once").retryAfter(7);
      default -> Uni.createFrom().item(how);
    };
  }

  /** As after a commit: the work is done, and then the answer cannot be written. */
  @GET
  @Operation(hidden = true)
  @Path("/unwritable/{how}")
  public Uni<Response> unwritable(@PathParam("how") String how) {
    Object body =
        switch (how) {
          case "getter" ->
              new Object() {
                @JsonProperty
                String secret() {
                  throw new IllegalStateException("secret");
                }
              };
          case "unknown" -> Map.of("secret", new Object());
          default -> Map.of();
        };
    return Uni.createFrom().item(Response.status(201).entity(body).build());
  }

  @POST
  @Operation(hidden = true)
  public Map<String, Object> take(@Valid @NotNull Nested body) {
    return Map.of("lines", body.lines().size());
  }

  /** Nested records with constraints at every depth. */
  record Nested(@NotNull @Size(max = 3) List<@NotNull @Valid Line> lines, @Valid Price price) {
    record Line(@Max(5) @JsonProperty(required = true) int quantity, @Valid Price price) {}
  }

  /** Refuses in its constructor, as {@link Money} does. */
  record Price(@Max(100) long amount, String currency) {
    Price {
      if ("XXX".equals(currency)) {
        throw new IllegalArgumentException("currency must be money");
      }
    }
  }
}
