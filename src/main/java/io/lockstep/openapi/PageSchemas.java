package io.lockstep.openapi;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Calls the page of orders {@code OrderPage}; the scanner makes {@code PageOrderView} of the
 * classes' names.
 */
final class PageSchemas {
  private static final String SCANNED = "Page";

  private PageSchemas() {}

  static void rename(OpenAPI document) {
    Components components = document.getComponents();
    Map<String, String> renamed = new TreeMap<>();
    // in an order that is the same in each build
    new TreeMap<>(components.getSchemas())
        .forEach(
            (name, schema) -> {
              if (name.startsWith(SCANNED)) {
                String page = itemOf(schema) + SCANNED;
                renamed.put(Schemas.PREFIX + name, Schemas.PREFIX + page);
                components.removeSchema(name);
                components.addSchema(page, schema);
              }
            });
    document.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
        .filter(response -> response.getContent() != null)
        .flatMap(response -> response.getContent().getMediaTypes().values().stream())
        .map(mediaType -> mediaType.getSchema())
        .filter(schema -> schema != null && schema.getRef() != null)
        .filter(schema -> renamed.containsKey(schema.getRef()))
        .forEach(schema -> schema.setRef(renamed.get(schema.getRef())));
  }

  private static String itemOf(Schema page) {
    String ref = page.getProperties().get("data").getItems().getRef();
    return ref.substring(Schemas.PREFIX.length());
  }
}
