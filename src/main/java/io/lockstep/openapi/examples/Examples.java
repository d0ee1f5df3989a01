package io.lockstep.openapi.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.links.Link;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds to each operation a request that succeeds on the demo data, and its answer. Requests stand
 * in {@code examples.json} by the operation's id, in the order in which they can be sent one after
 * the other; answers, as they have come, in {@code answers.json}. An id that the service makes has
 * no example: a link says which earlier answer has it.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html#link-object">OpenAPI 3.1, Link Object</a>
 */
public final class Examples {
  private static final String FILE = "examples.json";
  private static final String PARAMETERS = "parameters";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode byOperation = read(FILE);
  private final JsonNode answers = read("answers.json");
  private final Map<String, Operation> operations = new HashMap<>();

  /** These paths, in the order in which their operations can be tried. */
  public Paths sort(Paths paths) {
    return new ReadingOrder(order()).of(paths);
  }

  private List<String> order() {
    List<String> order = new ArrayList<>();
    byOperation.fieldNames().forEachRemaining(order::add);
    return order;
  }

  /** Remembers an operation, whose parameters and answers are complete. */
  public void take(Operation operation) {
    operations.put(operation.getOperationId(), operation);
  }

  /**
   * Adds them to the operations that were taken.
   *
   * @throws IllegalStateException if the file and the operations do not fit each other
   */
  public void addToAll() {
    Set<String> missing = new HashSet<>(operations.keySet());
    order().forEach(missing::remove);
    demand(missing.isEmpty(), "no example of " + missing);
    answers.fieldNames().forEachRemaining(this::demandOperation);
    byOperation
        .fields()
        .forEachRemaining(entry -> add(operation(entry.getKey()), entry.getValue()));
    operations.values().forEach(this::demandAllRequired);
  }

  private void add(Operation operation, JsonNode example) {
    example
        .path(PARAMETERS)
        .fields()
        .forEachRemaining(
            value -> parameter(operation, value.getKey()).setExample(plain(value.getValue())));
    boolean takesBody = operation.getRequestBody() != null;
    demand(takesBody == example.has("body"), "body of " + operation.getOperationId());
    if (takesBody) {
      operation
          .getRequestBody()
          .getContent()
          .getMediaType(MediaType.APPLICATION_JSON)
          .setExample(plain(example.get("body")));
    }
    operation.getResponses().getAPIResponses().entrySet().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .forEach(response -> add(operation, response.getValue(), example));
  }

  private void add(Operation operation, APIResponse response, JsonNode example) {
    JsonNode answer = answers.path(operation.getOperationId());
    if (!answer.isMissingNode()) {
      response.getContent().getMediaType(MediaType.APPLICATION_JSON).setExample(plain(answer));
    }
    example
        .path("links")
        .fields()
        .forEachRemaining(
            ids ->
                ids.getValue().forEach(to -> link(operation, response, ids.getKey(), to.asText())));
  }

  private void link(Operation from, APIResponse response, String pointer, String to) {
    String made = pointer.substring(pointer.lastIndexOf('/') + 1);
    Link link = OASFactory.createLink().operationId(to);
    link.addParameter(parameter(operation(to), made).getName(), "$response.body#/" + pointer);
    required(operation(to)).stream()
        .filter(name -> !name.equals(made))
        .forEach(
            name -> link.addParameter(parameter(from, name).getName(), "$request.path." + name));
    JsonNode first = byOperation.path(to).path("first");
    if (!first.isMissingNode()) {
      link.setDescription(first.asText());
    }
    response.addLink(to, link);
  }

  private void demandAllRequired(Operation operation) {
    required(operation).stream()
        .filter(name -> parameter(operation, name).getExample() == null)
        .forEach(name -> demand(isLinked(operation, name), name + " of " + operation));
  }

  private boolean isLinked(Operation operation, String name) {
    for (JsonNode earlier : byOperation) {
      JsonNode links = earlier.path("links");
      for (Map.Entry<String, JsonNode> ids : links.properties()) {
        if (ids.getKey().endsWith(name) && names(ids.getValue(), operation.getOperationId())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean names(JsonNode targets, String operation) {
    return StreamSupport.stream(targets.spliterator(), false)
        .anyMatch(target -> target.asText().equals(operation));
  }

  private Operation operation(String id) {
    demandOperation(id);
    return operations.get(id);
  }

  private void demandOperation(String id) {
    demand(operations.containsKey(id), "no operation " + id);
  }

  private static List<String> required(Operation operation) {
    return operation.getParameters().stream()
        .filter(parameter -> Boolean.TRUE.equals(parameter.getRequired()))
        .map(Parameter::getName)
        .toList();
  }

  private static Parameter parameter(Operation operation, String name) {
    return operation.getParameters().stream()
        .filter(parameter -> parameter.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalStateException(FILE + ": no " + name + " of " + operation));
  }

  private static void demand(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(FILE + ": " + what);
    }
  }

  private static Object plain(JsonNode value) {
    return JSON.convertValue(value, Object.class);
  }

  private static JsonNode read(String name) {
    try (InputStream file = Examples.class.getResourceAsStream(name)) {
      return JSON.readTree(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
