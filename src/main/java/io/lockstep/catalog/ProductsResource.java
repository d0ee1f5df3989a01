package io.lockstep.catalog;

import io.lockstep.auditlog.Act;
import io.lockstep.batches.Percent;
import io.lockstep.http.Answer;
import io.lockstep.http.Conditional;
import io.lockstep.http.Page;
import io.lockstep.http.Preconditions;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.lockstep.platform.Characters;
import io.lockstep.platform.Money;
import io.lockstep.platform.Names;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The catalogue over REST. */
@Cancellable(false)
@RegisterForReflection
@Path("/products")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue")
class ProductsResource {
  private static final String WHAT = "The product";

  private final SavingProduct saving;
  private final ChangingPrice changing;
  private final BrowsingProducts browsing;

  ProductsResource(SavingProduct saving, ChangingPrice changing, BrowsingProducts browsing) {
    this.saving = saving;
    this.changing = changing;
    this.browsing = browsing;
  }

  @PUT
  @Path("/{sku}")
  @Conditional
  @Operation(operationId = "saveProduct", summary = "Create or change a product")
  @APIResponseSchema(
      value = ProductView.class,
      responseCode = "201",
      responseDescription = "Created")
  public Uni<Response> save(
      @PathParam("sku") String sku, @Context RoutingContext http, @NotNull @Valid Body body) {
    Names.requireForWriting("sku", sku);
    return saving
        .save(Act.of(http), sku, body.description(), Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Path("/{sku}")
  @Operation(operationId = "getProduct", summary = "Read a product")
  @APIResponseSchema(
      value = ProductView.class,
      responseCode = "200",
      responseDescription = "The product")
  @Refuses(ProblemType.NOT_FOUND)
  public Uni<Response> find(
      @PathParam("sku") String sku,
      @Parameter(
              description = "shared: the row is locked while it is read (LOCK IN SHARE MODE).",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"shared"}))
          @QueryParam("read")
          String read) {
    if (read != null && !read.equals("shared")) {
      throw Problem.invalid("read", "must be shared");
    }
    Names.requireForReading(WHAT, sku);
    return (read == null ? browsing.find(sku) : browsing.findShared(sku))
        .map(found -> found.orElseThrow(() -> Problem.notFound(WHAT)))
        .map(product -> Answer.ok(product).versioned(product.version()).toResponse());
  }

  @PATCH
  @Path("/{sku}/price")
  @Conditional
  @Operation(operationId = "changePrice", summary = "Change a price by an amount or by percent")
  @APIResponseSchema(
      value = ProductView.class,
      responseCode = "200",
      responseDescription = "The product with its new price")
  @Refuses({ProblemType.NOT_FOUND, ProblemType.PRICE_BELOW_ZERO, ProblemType.PRICE_OVERFLOW})
  public Uni<Response> changePrice(
      @PathParam("sku") String sku, @Context RoutingContext http, @NotNull @Valid PriceBody body) {
    Names.requireForWriting("sku", sku);
    return changing
        .change(Act.of(http), sku, body.change(), Preconditions.of(http.request()))
        .map(Answer::toResponse);
  }

  @GET
  @Operation(operationId = "listProducts", summary = "List products by SKU")
  public Uni<Page<ProductView>> list(
      @QueryParam("category") String category,
      @QueryParam("limit") String limit,
      @QueryParam("after") String after) {
    return browsing.list(
        category == null ? null : Names.requireForWriting("category", category),
        Page.Request.of(limit, after));
  }

  /** The body that creates or changes a product. */
  @RegisterForReflection
  @Schema(name = "ProductData")
  record Body(
      @NotBlank @Characters(max = Product.LONGEST_NAME) @Schema(maxLength = Product.LONGEST_NAME)
          String name,
      @NotNull @Pattern(regexp = Names.PATTERN) String category,
      @NotNull Money unitPrice) {
    SavingProduct.Description description() {
      if (unitPrice.amount() < 0) {
        throw Problem.invalid("unitPrice.amount", "must not be negative");
      }
      return new SavingProduct.Description(name, category, unitPrice);
    }
  }

  /**
   * The body that changes a price: one of the two.
   *
   * @param add minor units
   * @param percent may have four decimals; the price is rounded half up to a whole minor unit
   */
  @RegisterForReflection
  @Schema(name = "PriceChange")
  record PriceBody(@Min(-Money.LARGEST) @Max(Money.LARGEST) Long add, Percent percent) {
    PriceChange change() {
      if ((add == null) == (percent == null)) {
        throw Problem.invalid("", "must have either add or percent");
      }
      return add == null ? PriceChange.byPercent(percent) : PriceChange.byAmount(add);
    }
  }
}
