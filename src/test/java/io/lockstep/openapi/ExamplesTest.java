package io.lockstep.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Tries the examples of the OpenAPI document one after the other on the data of the demo, as a
 * reader would in the browser: what an operation needs of an earlier answer says a link. Where the
 * link asks for something fresh, the earlier operation is called once more.
 */
@QuarkusTest
class ExamplesTest {
  private static final Path DEMO = Path.of("scripts", "demo", "setup.txt");
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final Rest rest = Rest.ofTest();
  private final Map<String, Call> calls = new HashMap<>();

  /** By operation and parameter: the value that the answer before has. */
  private final Map<String, String> linked = new HashMap<>();

  /** By operation: what gives it something fresh. */
  private final Map<String, String> sources = new HashMap<>();

  @Test
  void allSucceedInOrderOnTheDataOfTheDemo() throws IOException {
    setUpTheDemo();
    JsonNode document = rest.get("/q/openapi?format=json").expect(200).json();
    List<Call> all = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(method -> METHODS.contains(method.getKey()))
                    .forEach(
                        method ->
                            all.add(new Call(path.getKey(), method.getKey(), method.getValue()))));
    all.forEach(call -> calls.put(call.id(), call));
    assertThat(all).hasSizeGreaterThan(75);
    for (Call call : all) {
      if (!call.needsADeadLetter()) {
        tryOut(call);
      }
    }
  }

  private void tryOut(Call call) {
    String source = sources.get(call.id());
    if (source == null) {
      // what an earlier call leads to takes a moment: a payment, the next step of a workflow
      Awaitility.await(call.id()).untilAsserted(() -> send(call, call.success()));
      return;
    }
    Map<String, String> before = Map.copyOf(linked);
    // an order may be final before it is cancelled
    Awaitility.await(call.id())
        .until(
            () -> {
              send(calls.get(source), calls.get(source).success());
              return send(call, 0) == call.success();
            });
    linked.putAll(before);
  }

  /** The status; it has to be the expected one, if that is not 0. */
  private int send(Call call, int expected) {
    String target = call.target(linked);
    if (call.isStream()) {
      EventStream.open(URI.create("http://127.0.0.1:" + RestAssured.port + target)).close();
      return call.success();
    }
    Rest.Answer answer = rest.call(call.method(), target, call.body());
    if (expected != 0 && !(expected == 201 && answer.status() == 200)) {
      assertThat(answer.status())
          .as("%s %s: %s", call.id(), target, answer.text())
          .isEqualTo(expected);
    }
    if (answer.status() < 300) {
      call.links().forEach(link -> follow(call, link, answer));
    }
    return answer.status();
  }

  private void follow(Call from, Map.Entry<String, JsonNode> link, Rest.Answer answer) {
    String to = link.getValue().path("operationId").asText();
    if (!link.getValue().path("description").isMissingNode()) {
      sources.put(to, from.id());
    }
    link.getValue()
        .path("parameters")
        .properties()
        .forEach(
            parameter -> {
              String expression = parameter.getValue().asText();
              String value =
                  expression.startsWith("$response.body#")
                      ? answer.json().at(expression.substring("$response.body#".length())).asText()
                      : from.example(expression.substring("$request.path.".length()));
              linked.put(to + " " + parameter.getKey(), value);
            });
  }

  /** As the script does for {@code run --demo}. */
  private void setUpTheDemo() throws IOException {
    for (String line : Files.readAllLines(DEMO)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", 4);
      if (words[0].equals("GET")) {
        Awaitility.await(line).until(() -> rest.get(words[1]).status() == 200);
      } else {
        assertThat(rest.call(words[0], words[1], words[3]).status()).as(line).isBetween(200, 201);
      }
    }
  }

  /** One operation with its example. */
  private record Call(String template, String verb, JsonNode operation) {
    String id() {
      return operation.path("operationId").asText();
    }

    String method() {
      return verb.toUpperCase(Locale.ROOT);
    }

    int success() {
      for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
        if (response.getKey().startsWith("2")) {
          return Integer.parseInt(response.getKey());
        }
      }
      throw new AssertionError(id() + " never succeeds");
    }

    Iterable<Map.Entry<String, JsonNode>> links() {
      return operation
          .path("responses")
          .path(Integer.toString(success()))
          .path("links")
          .properties();
    }

    boolean isStream() {
      return operation.path("responses").path("200").path("content").has("text/event-stream");
    }

    /** There is none unless something went wrong: an operator would look for one first. */
    boolean needsADeadLetter() {
      return template.startsWith("/dead-letters/");
    }

    Object body() {
      JsonNode body =
          operation.path("requestBody").path("content").path("application/json").path("example");
      return body.isMissingNode() ? null : body;
    }

    String example(String name) {
      for (JsonNode parameter : operation.path("parameters")) {
        if (parameter.path("name").asText().equals(name)) {
          return parameter.path("example").asText();
        }
      }
      throw new AssertionError(name + " of " + id() + " has no example");
    }

    String target(Map<String, String> linked) {
      String path = template;
      List<String> query = new ArrayList<>();
      for (JsonNode parameter : operation.path("parameters")) {
        String name = parameter.path("name").asText();
        JsonNode example = parameter.path("example");
        String value =
            linked.getOrDefault(
                id() + " " + name, (example.isArray() ? example.get(0) : example).asText());
        if (parameter.path("in").asText().equals("path")) {
          path = path.replace("{" + name + "}", value);
        } else if (parameter.has("example")) {
          query.add(name + "=" + value);
        }
      }
      return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }
  }
}
