package io.lockstep.messaging.schemas;

import io.lockstep.http.ContentNegotiation;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What is said and heard on the brokers, as an AsyncAPI document.
 *
 * @see <a href="https://www.asyncapi.com/docs/reference/specification/v3.1.0">AsyncAPI 3.1.0</a>
 */
@RegisterForReflection
@Path("/asyncapi")
@Tag(name = "Documents")
class AsyncApiResource {
  private static final String ASYNCAPI_JSON = "application/vnd.aai.asyncapi+json";
  private static final String YAML = "application/yaml";
  private static final String ASYNCAPI_YAML = "application/vnd.aai.asyncapi+yaml";

  /** What is given to whom, the most wanted first. */
  private static final List<MediaType> TYPES =
      List.of(
          MediaType.APPLICATION_JSON_TYPE,
          MediaType.valueOf(ASYNCAPI_JSON),
          MediaType.valueOf(YAML),
          MediaType.valueOf(ASYNCAPI_YAML));

  private final String yaml;
  private final String json;

  AsyncApiResource() {
    AsyncApiDocument document = new AsyncApiDocument();
    yaml = document.asYaml();
    json = document.bundled().toString();
  }

  @GET
  @Operation(
      operationId = "getAsyncApi",
      summary = "The AsyncAPI document: what is published and consumed on the brokers")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT)),
        @Content(mediaType = ASYNCAPI_JSON, schema = @Schema(type = SchemaType.OBJECT)),
        @Content(mediaType = YAML, schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = ASYNCAPI_YAML, schema = @Schema(type = SchemaType.STRING))
      })
  @Refuses(ProblemType.NOT_ACCEPTABLE)
  public Response document(@Context HttpHeaders headers) {
    MediaType type = ContentNegotiation.choose(headers, TYPES);
    return Response.ok(type.getSubtype().endsWith("yaml") ? yaml : json).type(type).build();
  }
}
