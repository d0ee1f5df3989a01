package io.lockstep.openapi.examples;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.Paths;

/**
 * Puts paths, and the operations of each, in an order in which they can be tried from top to
 * bottom. Tools show them as they stand in the document.
 */
record ReadingOrder(List<String> operationIds) {
  Paths of(Paths paths) {
    Paths sorted = OASFactory.createPaths();
    paths.getPathItems().entrySet().stream()
        .sorted(Comparator.comparingInt(path -> first(path.getValue())))
        .forEach(path -> sorted.addPathItem(path.getKey(), sort(path.getValue())));
    return sorted;
  }

  private PathItem sort(PathItem item) {
    Map<HttpMethod, Operation> operations = new LinkedHashMap<>();
    item.getOperations().entrySet().stream()
        .sorted(Comparator.comparingInt(operation -> place(operation.getValue())))
        .forEach(operation -> operations.put(operation.getKey(), operation.getValue()));
    operations.keySet().forEach(method -> item.setOperation(method, null));
    operations.forEach(item::setOperation);
    return item;
  }

  private int first(PathItem item) {
    return item.getOperations().values().stream().mapToInt(this::place).min().orElseThrow();
  }

  private int place(Operation operation) {
    return operationIds.indexOf(operation.getOperationId());
  }
}
