package io.lockstep.catalog;

import io.lockstep.platform.Answer;
import io.lockstep.platform.Names;
import io.lockstep.platform.Page;
import io.lockstep.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The catalogue over REST. */
@Path("/products")
@Produces(MediaType.APPLICATION_JSON)
class ProductsResource {
  private static final String SHARED = "shared";

  private final ListingProducts products;

  ProductsResource(ListingProducts products) {
    this.products = products;
  }

  @PUT
  @Path("/{sku}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> put(
      @PathParam("sku") String sku,
      @NotNull @Valid ProductRequest request,
      @HeaderParam("If-Match") String ifMatch) {
    Names.requireForWriting("sku", sku);
    return products.put(sku, request.checked(), ifMatch).map(Answer::toResponse);
  }

  @GET
  @Path("/{sku}")
  public Uni<Response> find(@PathParam("sku") String sku, @QueryParam("read") String read) {
    Names.requireForReading("The product", sku);
    return read(sku, read)
        .map(found -> found.orElseThrow(() -> Problem.notFound("The product")))
        .map(product -> Answer.ok(product).versioned(product.version()).toResponse());
  }

  private Uni<Optional<ProductView>> read(String sku, String read) {
    if (read == null) {
      return products.find(sku);
    }
    if (!read.equals(SHARED)) {
      throw Problem.invalid("read", "must be " + SHARED);
    }
    return products.findShared(sku);
  }

  @GET
  public Uni<Page<ProductView>> list(
      @QueryParam("category") String category,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    String wanted = category == null ? null : Names.requireForWriting("category", category);
    return products.list(wanted, Page.Request.of(limit, after));
  }
}
