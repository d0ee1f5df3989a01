package io.lockstep.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.EventStream;
import io.lockstep.testing.Rest;
import io.lockstep.testing.contract.HttpContract;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tries the examples of the OpenAPI document one after the other on the data of the demo, as a
 * reader would in the browser: what an operation needs of an earlier answer says a link. Where the
 * link asks for something fresh, the earlier operation is called once more.
 */
@QuarkusTest
class ExamplesTest {
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final Rest rest = Rest.ofTest();
  private final DemoData demo = new DemoData(rest);
  private final KeptAnswers answers = new KeptAnswers();
  private final Map<String, Call> calls = new HashMap<>();

  /** By operation and parameter: the value that the answer before has. */
  private final Map<String, String> linked = new HashMap<>();

  /** By operation: what gives it something fresh. */
  private final Map<String, String> sources = new HashMap<>();

  @Test
  void allSucceedInOrderOnTheDataOfTheDemo() throws IOException {
    demo.setUp();
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
    all.forEach(this::tryOut);
    answers.expectKept(all, HttpContract.of(document));
  }

  @AfterEach
  void leaveNothingDead() {
    demo.removeDeadLetters();
  }

  /** What nobody but the provider can sign is refused; the others succeed. */
  private static int expected(Call call) {
    return call.id().equals("receivePaymentWebhook") ? 401 : call.success();
  }

  private void tryOut(Call call) {
    String source = sources.get(call.id());
    if (source == null) {
      // what an earlier call leads to takes a moment: a payment, the next step of a workflow
      Awaitility.await(call.id()).untilAsserted(() -> send(call, expected(call)));
      return;
    }
    Map<String, String> before = Map.copyOf(linked);
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
    String accept = call.answersWithJson() ? MediaType.APPLICATION_JSON : MediaType.WILDCARD;
    Rest.Answer answer = rest.call(call.method(), target, call.body(), "Accept", accept);
    if (expected != 0 && !(expected == 201 && answer.status() == 200)) {
      assertThat(answer.status())
          .as("%s %s: %s", call.id(), target, answer.text())
          .isEqualTo(expected);
    }
    if (answer.status() < 300) {
      answers.note(call, target, answer);
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
}
