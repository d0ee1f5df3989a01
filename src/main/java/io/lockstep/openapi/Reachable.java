package io.lockstep.openapi;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Which named schemas occur in what is sent to the service, and in what it answers. */
final class Reachable {
  private final Map<String, Schema> schemas;
  private final Set<String> names = new LinkedHashSet<>();

  private Reachable(Map<String, Schema> schemas) {
    this.schemas = schemas;
  }

  /** The schemas that only answers have. */
  static Set<String> writtenOnly(OpenAPI document) {
    Set<String> written = names(document, Reachable::answers);
    written.removeAll(names(document, Reachable::bodies));
    return written;
  }

  private interface Contents {
    Stream<Content> of(Operation operation);
  }

  private static Set<String> names(OpenAPI document, Contents contents) {
    Reachable reachable = new Reachable(document.getComponents().getSchemas());
    document.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .flatMap(contents::of)
        .filter(content -> content != null && content.getMediaTypes() != null)
        .flatMap(content -> content.getMediaTypes().values().stream())
        .forEach(mediaType -> reachable.visit(mediaType.getSchema()));
    return reachable.names;
  }

  private static Stream<Content> answers(Operation operation) {
    return operation.getResponses().getAPIResponses().values().stream()
        .map(response -> response.getContent());
  }

  private static Stream<Content> bodies(Operation operation) {
    return Stream.ofNullable(operation.getRequestBody()).map(body -> body.getContent());
  }

  private void visit(Schema schema) {
    if (schema == null) {
      return;
    }
    if (schema.getRef() != null) {
      String name = schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1);
      if (names.add(name)) {
        visit(schemas.get(name));
      }
    }
    visit(schema.getItems());
    visit(schema.getContentSchema());
    visit(schema.getAdditionalPropertiesSchema());
    visitAll(schema.getProperties() == null ? null : schema.getProperties().values());
    visitAll(schema.getAllOf());
    visitAll(schema.getAnyOf());
    visitAll(schema.getOneOf());
  }

  private void visitAll(Collection<Schema> all) {
    if (all != null) {
      all.forEach(this::visit);
    }
  }
}
