package io.lockstep.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.LogTap;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * No request made out of the OpenAPI document, inside its schemas or outside, gets a fault of the
 * server, an undocumented status or an answer outside its schema. {@code -Dlockstep.test.fuzz} is
 * how many, {@code -Dlockstep.test.seed} chooses others; without it each run makes the same
 * choices.
 */
@QuarkusTest
class OpenApiFuzzTest {
  private static final Logger LOG = Logger.getLogger(OpenApiFuzzTest.class);
  private static final int COUNT = Integer.getInteger("lockstep.test.fuzz", 1000);

  private final Rest rest = Rest.ofTest();
  private final long seed = Long.getLong("lockstep.test.seed", 1);

  @Test
  void everyAnswerIsDocumentedAndEveryDocumentedRequestIsAnswered() {
    JsonNode document = rest.get("/q/openapi?format=json").expect(200).json();
    Fuzzer fuzzer = new Fuzzer(document, seed);
    try (LogTap log = LogTap.open()) {
      fuzzer.prepare(rest);
      List<Fuzzer.Finding> findings = fuzzer.run(COUNT);
      LOG.infof(
          "%d requests to %d operations, seed %d: %s",
          COUNT, fuzzer.operations(), seed, fuzzer.statuses());
      assertThat(shown(findings)).as("seed %d", seed).isEmpty();
      assertThat(log.errors()).as("errors in the log, seed %d", seed).isEmpty();
    }
    JsonNode audit = rest.get("/audit").expect(200).json();
    assertThat(audit.path("ok").asBoolean()).as("seed %d: %s", seed, audit).isTrue();
  }

  private static String shown(List<Fuzzer.Finding> findings) {
    return findings.stream().map(Object::toString).collect(Collectors.joining("\n", "", ""));
  }
}
