package io.lockstep.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.CommandLine;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the script makes for {@code run --demo}. */
record DemoData(Rest rest) {
  private static final Path SETUP = Path.of("scripts", "demo", "setup.txt");
  private static final String PROGRAM = "scripts/demo/DeadLetters.java";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String QUEUE = "workflow.changes";
  private static final String TOPIC = "user-events";
  private static final String ANSWERS = "orders.inventory";

  void setUp() throws IOException {
    for (String line : Files.readAllLines(SETUP)) {
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
    makeDeadLetters();
  }

  private void makeDeadLetters() {
    removeDeadLetters();
    publish(Stream.concat(Collections.nCopies(3, QUEUE).stream(), Stream.of(TOPIC, TOPIC)));
    Awaitility.await(QUEUE).until(() -> letters(QUEUE).size() == 3);
    Awaitility.await(TOPIC).until(() -> letters(TOPIC).size() == 2);
    Awaitility.await("an order waits behind a dead letter")
        .atMost(TIMEOUT)
        .until(this::publishBeforeAnAnswer);
  }

  /** The answer may come first: then there is neither an order that is open, nor one that waits. */
  private boolean publishBeforeAnAnswer() {
    publish(Stream.of(ANSWERS));
    Awaitility.await(ANSWERS).until(() -> !letters(ANSWERS).isEmpty());
    String newest = rest.get("/orders?userId=demo-wanda").json().at("/data/0/id").asText();
    String path = "/orders/" + newest;
    Awaitility.await(path).until(() -> anyWaits() || OrderFixture.isFinal(rest.get(path).json()));
    return anyWaits();
  }

  private boolean anyWaits() {
    return letters(ANSWERS).findValues("waiting").stream().anyMatch(count -> count.asInt() > 0);
  }

  private void publish(Stream<String> queues) {
    List<String> program =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            PROGRAM,
            "http://127.0.0.1:" + RestAssured.port,
            "-");
    CommandLine.in(Path.of("."))
        .with(Stack.current().settings())
        .run(Stream.concat(program.stream(), queues).toArray(String[]::new));
  }

  void removeDeadLetters() {
    for (String queue : List.of(QUEUE, TOPIC, ANSWERS)) {
      Awaitility.await(queue)
          .until(
              () -> {
                letters(queue).forEach(this::remove);
                return letters(queue).isEmpty();
              });
    }
  }

  /** One that is on its way to its consumer, and comes back, is another one then. */
  private void remove(JsonNode letter) {
    String path = "/dead-letters/" + letter.path("id").asText();
    assertThat(rest.delete(path).status()).as(path).isIn(204, 404);
  }

  private JsonNode letters(String queue) {
    return rest.get("/dead-letters?queue=" + queue).expect(200).json().path("data");
  }
}
