package io.lockstep.http.pages;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.http.ContentNegotiation;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Each type of problem in words, where its {@code type} leads: a page for people, and the same
 * facts as JSON for programs that ask for it.
 */
@RegisterForReflection
@Path("/problems")
@Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
@Tag(name = "Documents")
class ProblemsResource {
  private static final List<MediaType> TYPES = List.of(Html.TYPE, MediaType.APPLICATION_JSON_TYPE);

  private final ProblemExplanations problems;
  private final ObjectMapper json;

  ProblemsResource(ProblemExplanations problems, ObjectMapper json) {
    this.problems = problems;
    this.json = json;
  }

  @GET
  @Operation(operationId = "listProblems", summary = "All types of problems, in words")
  @APIResponse(
      responseCode = "200",
      description = "A page, or a list",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Listed.class)),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(implementation = String.class))
      })
  public Response list(@Context HttpHeaders headers, @Context UriInfo uri) {
    return varying(
        isJson(headers)
            ? asJson(new Listed(problems.all()))
            : Html.answer(Templates.problems(Html.up(uri), problems.groups())));
  }

  @GET
  @Path("/{slug}")
  @Operation(operationId = "getProblem", summary = "What a type of problem means, and what to do")
  @APIResponse(
      responseCode = "200",
      description = "A page, or the same as JSON",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ProblemExplanation.class)),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(implementation = String.class))
      })
  @Refuses(ProblemType.NOT_FOUND)
  public Response find(
      @Parameter(description = "The last part of a problem's type.", example = "out-of-stock")
          @PathParam("slug")
          String slug,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    ProblemExplanation problem =
        problems.find(slug).orElseThrow(() -> Problem.notFound("The type of problem"));
    return varying(isJson(headers) ? asJson(problem) : page(problem, uri));
  }

  private Response page(ProblemExplanation problem, UriInfo uri) {
    List<String> statuses = problem.statuses().stream().map(ProblemExample::withReason).toList();
    return Html.answer(
        Templates.problem(Html.up(uri), problem, statuses, ProblemExample.of(problem, json)));
  }

  private static boolean isJson(HttpHeaders headers) {
    return ContentNegotiation.choose(headers, TYPES).equals(MediaType.APPLICATION_JSON_TYPE);
  }

  private static Response asJson(Object body) {
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, Html.CACHING)
        .build();
  }

  private static Response varying(Response answer) {
    return Response.fromResponse(answer).header(HttpHeaders.VARY, HttpHeaders.ACCEPT).build();
  }

  /** All of them. */
  @RegisterForReflection
  @Schema(name = "ProblemExplanationList")
  record Listed(List<ProblemExplanation> data) {}
}
