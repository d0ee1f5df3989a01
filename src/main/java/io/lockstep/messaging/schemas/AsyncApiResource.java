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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
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
  /** What is given to whom, the most wanted first. */
  private static final List<MediaType> TYPES =
      List.of(
          MediaType.APPLICATION_JSON_TYPE,
          MediaType.valueOf("application/vnd.aai.asyncapi+json"),
          MediaType.valueOf("application/yaml"),
          MediaType.valueOf("application/vnd.aai.asyncapi+yaml"));

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
  @APIResponseSchema(
      value = Object.class,
      responseCode = "200",
      responseDescription = "The document")
  @Refuses(ProblemType.NOT_ACCEPTABLE)
  public Response document(@Context HttpHeaders headers) {
    MediaType type = ContentNegotiation.choose(headers, TYPES);
    return Response.ok(type.getSubtype().endsWith("yaml") ? yaml : json).type(type).build();
  }
}
