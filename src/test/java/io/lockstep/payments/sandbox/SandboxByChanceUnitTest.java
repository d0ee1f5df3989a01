package io.lockstep.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.payments.sandbox.SandboxCaller.Answer;
import io.lockstep.payments.sandbox.SandboxCaller.Asked;
import io.lockstep.testing.Sandbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The sandbox that misbehaves by chance, for tests under load. */
class SandboxByChanceUnitTest {
  private static final int PAYMENTS = 500;
  private static final String KINDS =
      "declined,insufficient-funds,lost-answer,error-after,nonsense";

  @Test
  void misbehavesInAShareOfAllStepsAndAtTheSameOnesAgain() {
    JsonNode books = authoriseAll();

    assertThat(books.path("payments").asInt()).isEqualTo(PAYMENTS);
    assertThat(books.path("doubled").asInt()).isZero();
    for (String kind : KINDS.split(",")) {
      assertThat(books.path("misbehaved").path(kind).asInt()).as(kind).isBetween(25, 80);
    }
    assertThat(authoriseAll()).isEqualTo(books);
  }

  /** Asks for each payment as often as it takes; the second time is enough. */
  private static JsonNode authoriseAll() {
    try (Sandbox sandbox = new Sandbox().with("misbehave", 10).with("kinds", KINDS)) {
      SandboxCaller caller = new SandboxCaller(sandbox.start());
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int each = 0; each < PAYMENTS; each++) {
        Asked asked = new Asked(id(each), 2400, "pm_card_visa");
        answers.add(
            caller
                .httpLater("authorise", asked, asked.key("authorise"))
                .exceptionally(lost -> null)
                .thenCompose(first -> caller.httpLater("authorise", asked, asked.key("authorise")))
                .thenApply(Answer::code));
      }
      assertThat(answers).extracting(CompletableFuture::join).containsOnly(200);
      return sandbox.books();
    }
  }

  private static UUID id(int number) {
    return UUID.nameUUIDFromBytes(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
  }
}
