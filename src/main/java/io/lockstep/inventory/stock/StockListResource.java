package io.lockstep.inventory.stock;

import io.lockstep.http.Page;
import io.lockstep.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** All stock over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/stock")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stock")
class StockListResource {
  private static final Pattern UNITS = Pattern.compile("0|[1-9][0-9]{0,14}");

  private final BrowsingStock browsing;

  StockListResource(BrowsingStock browsing) {
    this.browsing = browsing;
  }

  @GET
  @Operation(operationId = "listStock", summary = "List the stock by SKU")
  public Uni<Page<StockLevel>> list(
      @Parameter(
              description = "Only SKUs of which fewer units are available.",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      format = "int64",
                      minimum = "0",
                      maximum = "999999999999999"))
          @QueryParam("below")
          String below,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return browsing.list(units(below), Page.Request.of(limit, after));
  }

  private static Long units(String below) {
    if (below == null) {
      return null;
    }
    if (!UNITS.matcher(below).matches()) {
      throw Problem.invalid("below", "must be a whole number of at most 15 digits");
    }
    return Long.valueOf(below);
  }
}
