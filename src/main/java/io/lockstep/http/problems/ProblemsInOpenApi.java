package io.lockstep.http.problems;

import io.lockstep.http.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Says of every operation that its refusals are problems, and what a problem looks like. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ProblemsInOpenApi implements OASFilter {
  private static final String PROBLEM = "Problem";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    document.getComponents().addSchema(PROBLEM, problem());
    if (document.getPaths() != null) {
      document
          .getPaths()
          .getPathItems()
          .values()
          .forEach(path -> path.getOperations().values().forEach(ProblemsInOpenApi::describe));
    }
  }

  private static void describe(Operation operation) {
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    // what the scanner writes of its own accord, without a body
    operation.getResponses().removeAPIResponse("400");
    operation.getResponses().addAPIResponse("default", refusal());
  }

  private static APIResponse refusal() {
    return OASFactory.createAPIResponse()
        .description("Refused: see the problem's type")
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM))));
  }

  private static Schema problem() {
    return object()
        .description("RFC 9457; further members depend on the type")
        .addProperty("type", text().description("/problems/ and the kind"))
        .addProperty("title", text())
        .addProperty("status", of(Schema.SchemaType.INTEGER))
        .addProperty("detail", text())
        .addProperty("errors", of(Schema.SchemaType.ARRAY).items(fieldError()))
        .required(List.of("type", "title", "status", "detail"));
  }

  private static Schema fieldError() {
    return object()
        .addProperty("field", text().description("such as items[0].quantity; empty for the body"))
        .addProperty("message", text())
        .required(List.of("field", "message"));
  }

  private static Schema object() {
    return of(Schema.SchemaType.OBJECT);
  }

  private static Schema text() {
    return of(Schema.SchemaType.STRING);
  }

  private static Schema of(Schema.SchemaType type) {
    return OASFactory.createSchema().addType(type);
  }
}
