package io.lockstep.messaging.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.http.Problem;
import io.lockstep.http.ProblemType;
import io.lockstep.http.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The schemas of events, as each event names its own in {@code dataschema}. */
@RegisterForReflection
@Path("/schemas")
@Tag(name = "Documents")
class SchemasResource {
  private static final String SCHEMA_JSON = "application/schema+json";

  private final EventSchemas schemas;

  SchemasResource(EventSchemas schemas) {
    this.schemas = schemas;
  }

  /** Which ones there are. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "listSchemas", summary = "The types of events that have a JSON Schema")
  public Listed list() {
    return new Listed(
        schemas.types().stream().map(type -> new Entry(type, schemas.uriOf(type))).toList());
  }

  /** The schema of a type in its newest version. */
  @GET
  @Path("/{type}")
  @Produces(SCHEMA_JSON)
  @Operation(operationId = "getSchema", summary = "The JSON Schema of a type of event")
  @APIResponse(
      responseCode = "200",
      description = "The schema",
      content = @Content(mediaType = SCHEMA_JSON, schema = @Schema(type = SchemaType.OBJECT)))
  @Refuses(ProblemType.NOT_FOUND)
  public String find(@PathParam("type") String type) {
    return schema(type).toString();
  }

  /** The same, by the version that an event names. */
  @GET
  @Path("/{type}/{version}")
  @Produces(SCHEMA_JSON)
  @Operation(
      operationId = "getSchemaVersion",
      summary = "One version of the JSON Schema of a type of event")
  @APIResponse(
      responseCode = "200",
      description = "The schema",
      content = @Content(mediaType = SCHEMA_JSON, schema = @Schema(type = SchemaType.OBJECT)))
  @Refuses(ProblemType.NOT_FOUND)
  public String findVersion(@PathParam("type") String type, @PathParam("version") String version) {
    JsonNode schema = schema(type);
    if (!schema.path("$id").asText().endsWith("/" + type + "/" + version)) {
      throw notFound();
    }
    return schema.toString();
  }

  private JsonNode schema(String type) {
    return schemas.find(type).orElseThrow(SchemasResource::notFound);
  }

  private static Problem notFound() {
    return Problem.notFound("The schema");
  }

  /** All schemas. */
  @RegisterForReflection
  @Schema(name = "SchemaList")
  record Listed(List<Entry> data) {}

  /**
   * One of them.
   *
   * @param schema where it is
   */
  @RegisterForReflection
  @Schema(name = "SchemaLink")
  record Entry(String type, String schema) {}
}
