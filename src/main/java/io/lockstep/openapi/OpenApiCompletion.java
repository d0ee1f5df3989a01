package io.lockstep.openapi;

import io.lockstep.http.ProblemType;
import io.lockstep.openapi.examples.Examples;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.jboss.jandex.IndexView;

/**
 * Adds to the OpenAPI document, while the application is built, what the scanner of the resources
 * cannot know: what every operation of a kind takes and answers, each problem, and which members
 * are always there. So an annotation on a resource says only what is its own.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiCompletion implements OASFilter {
  private final OwnProblems own;
  private final RecordMembers members;

  /**
   * Made by the build.
   *
   * @param index of the application's classes
   */
  public OpenApiCompletion(IndexView index) {
    this.own = OwnProblems.of(index);
    this.members = new RecordMembers(index);
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Components components = document.getComponents();
    PageSchemas.rename(document);
    CompletingSchemas.complete(components, members, Reachable.writtenOnly(document));
    ProblemSchemas problems = new ProblemSchemas(components);
    ResponseHeaders headers = new ResponseHeaders(components);
    Descriptions descriptions = new Descriptions();
    Examples examples = new Examples();
    forEachOperation(
        document,
        (path, method, operation) -> {
          descriptions.describe(operation);
          Parameters.complete(path, method, operation);
          boolean isList = document.getPaths().hasPathItem(path + "/{id}");
          List<ProblemType> refused = new ArrayList<>(own.of(operation));
          refused.addAll(Authorisation.complete(operation));
          new Responses(method, operation, isList, refused, problems, headers, components)
              .complete();
          examples.take(operation);
        });
    descriptions.verifyAllUsed();
    examples.addToAll();
    document.setPaths(examples.sort(document.getPaths()));
    problems.addUsed();
    document.setServers(List.of(OASFactory.createServer().url("/").description("This service")));
    components.setSecuritySchemes(Map.of(Authorisation.SCHEME, Authorisation.scheme()));
    document.setTags(Tags.of(tagsIn(document)));
  }

  private static Set<String> tagsIn(OpenAPI document) {
    Set<String> tags = new LinkedHashSet<>();
    forEachOperation(document, (path, method, operation) -> tags.addAll(operation.getTags()));
    return tags;
  }

  private static void forEachOperation(OpenAPI document, Visitor visitor) {
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .forEach((method, operation) -> visitor.visit(path, method, operation)));
  }

  private interface Visitor {
    void visit(String path, PathItem.HttpMethod method, Operation operation);
  }
}
