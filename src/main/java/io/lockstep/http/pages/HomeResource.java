package io.lockstep.http.pages;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where someone begins who knows nothing but the address. */
@RegisterForReflection
@Path("/")
@Tag(name = "Documents")
class HomeResource {
  private static final String CSS = "text/css";

  private final String framework;
  private final String style = ResourceText.read("pages/style.css");

  /**
   * Of the root.
   *
   * @param framework the path below which the framework serves documents
   */
  HomeResource(
      @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q")
          String framework) {
    this.framework = framework.replaceAll("^/|/$", "");
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  @Operation(operationId = "getHome", summary = "What this service is, and where to go: a page")
  @APIResponseSchema(value = String.class, responseCode = "200", responseDescription = "The page")
  public Response home(@Context UriInfo uri) {
    return Html.answer(Templates.home(Html.up(uri), framework));
  }

  @GET
  @Path("/style.css")
  @Produces(CSS)
  @Operation(operationId = "getStyle", summary = "The stylesheet of the pages")
  @APIResponseSchema(
      value = String.class,
      responseCode = "200",
      responseDescription = "The stylesheet")
  public Response style() {
    return Response.ok(style, CSS + ";charset=UTF-8")
        .header(HttpHeaders.CACHE_CONTROL, Html.CACHING)
        .build();
  }
}
