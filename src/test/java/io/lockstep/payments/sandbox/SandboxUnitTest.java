package io.lockstep.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.payments.sandbox.SandboxCaller.Answer;
import io.lockstep.payments.sandbox.SandboxCaller.Asked;
import io.lockstep.testing.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sandbox that keeps to the protocol of {@code http}, and its books. */
class SandboxUnitTest {
  private final Sandbox sandbox = new Sandbox().with("slow", 3000);
  private final SandboxCaller caller = new SandboxCaller(sandbox);

  @BeforeEach
  void start() {
    sandbox.start();
  }

  @AfterEach
  void end() {
    sandbox.close();
  }

  @Test
  void holdsTakesAndGivesBack() {
    Asked asked = caller.paying(null);

    Answer held = caller.http("authorise", asked);

    assertThat(held.code()).isEqualTo(200);
    assertThat(held.at("/paymentId")).isEqualTo(asked.paymentId().toString());
    assertThat(held.at("/status")).isEqualTo("AUTHORISED");
    assertThat(held.at("/amount")).isEqualTo("2400");
    assertThat(held.at("/currency")).isEqualTo("EUR");
    assertThat(sandbox.books().path("authorised").asInt()).isEqualTo(1);
    assertThat(caller.http("capture", asked).at("/status")).isEqualTo("CAPTURED");
    assertThat(sandbox.books().at("/captured/count").asInt()).isEqualTo(1);
    assertThat(sandbox.books().at("/captured/amount/EUR").asInt()).isEqualTo(2400);
    assertThat(caller.http("void", asked).at("/status")).isEqualTo("CAPTURED");
    assertThat(caller.http("refund", asked).at("/status")).isEqualTo("REFUNDED");
    assertThat(caller.get("/payments/" + asked.paymentId()).json())
        .isEqualTo(caller.http("refund", asked, "another key").json());
  }

  @Test
  void voidsWhatItHolds() {
    Asked asked = caller.paying(null);
    caller.http("authorise", asked);

    assertThat(caller.http("void", asked).at("/status")).isEqualTo("VOIDED");
    assertThat(caller.http("capture", asked).at("/status")).isEqualTo("VOIDED");
    assertThat(caller.http("refund", asked).at("/status")).isEqualTo("VOIDED");
    assertThat(sandbox.books().path("voided").asInt()).isEqualTo(1);
  }

  @Test
  void doesAStepOnceForAllItsCallers() {
    Asked asked = caller.paying(null);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int each = 0; each < 50; each++) {
      answers.add(caller.httpLater("authorise", asked, each % 2 + "-of-it"));
    }

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join().at("/status")).isEqualTo("AUTHORISED"));
    assertThat(sandbox.books().path("payments").asInt()).isEqualTo(1);
    assertThat(sandbox.books().path("doubled").asInt()).isZero();
  }

  @Test
  void refusesAKeyOfSomethingElse() {
    Asked asked = caller.paying(null);
    caller.http("authorise", asked);

    Answer other = caller.http("authorise", asked.of(2500));

    assertThat(other.code()).isEqualTo(400);
    assertThat(other.at("/reason")).isEqualTo("idempotency_error");
    assertThat(caller.http("capture", asked, asked.key("authorise")).code()).isEqualTo(400);
  }

  @Test
  void saysThatAKeyIsInUse() {
    Asked asked = caller.paying("slow");
    CompletableFuture<Answer> first = caller.httpLater("authorise", asked, asked.key("authorise"));
    Awaitility.await().until(() -> sandbox.books(asked.paymentId()).path("payments").size() == 1);

    assertThat(caller.http("authorise", asked).code()).isEqualTo(409);
    assertThat(first.join().at("/status")).isEqualTo("AUTHORISED");
    assertThat(caller.http("authorise", asked).isReplayed()).isTrue();
  }

  @Test
  void refusesWhoHasNoKey() {
    assertThat(caller.getWithKey("/payments", "sk_test_of-another").code()).isEqualTo(401);
    assertThat(caller.getWithKey("/v1/payment_intents", "sk_test_of-another").code())
        .isEqualTo(401);
  }

  @Test
  void refusesWhatItCannotRead() {
    Asked asked = caller.paying(null);

    assertThat(caller.http("authorise", asked.of(0)).code()).isEqualTo(400);
    assertThat(caller.http("capture", asked).code()).isEqualTo(404);
    assertThat(caller.get("/payments/" + UUID.randomUUID()).code()).isEqualTo(404);
    assertThat(caller.get("/payments?from=yesterday").code()).isEqualTo(400);
  }

  @Test
  void listsPaymentsByPages() {
    List<String> made = new ArrayList<>();
    for (int each = 0; each < 5; each++) {
      made.add(caller.http("authorise", caller.paying(null)).at("/reference"));
    }

    List<String> listed = new ArrayList<>();
    String after = "";
    while (listed.size() < 5) {
      Answer page = caller.get("/payments?from=2020-01-01T00:00:00Z&limit=2" + after);
      page.json().path("data").forEach(each -> listed.add(each.path("reference").asText()));
      after = "&after=" + listed.get(listed.size() - 1);
    }

    assertThat(listed).isEqualTo(made);
    assertThat(caller.get("/payments?limit=2" + after).json().path("data")).isEmpty();
    assertThat(caller.get("/payments?until=2020-01-01T00:00:00Z").json().path("data")).isEmpty();
  }

  @Test
  void losesNothingWhenItIsKilled() throws IOException {
    Asked held = caller.paying(null);
    Asked taken = caller.paying("error-after");
    caller.http("authorise", held);
    caller.http("authorise", taken);
    caller.http("capture", taken);
    sandbox.kill();
    // the end of a record that nobody was answered after
    Files.writeString(sandbox.journal(), "{\"record\":\"st", StandardOpenOption.APPEND);

    sandbox.start();

    assertThat(sandbox.books().path("payments").asInt()).isEqualTo(2);
    assertThat(sandbox.books().at("/captured/count").asInt()).isEqualTo(1);
    assertThat(sandbox.books().at("/misbehaved/error-after").asInt()).isEqualTo(2);
    assertThat(caller.http("authorise", held).isReplayed()).isTrue();
    assertThat(caller.http("authorise", held.of(1)).code()).isEqualTo(400);
    assertThat(caller.http("capture", held).at("/status")).isEqualTo("CAPTURED");
    sandbox.restart();
    assertThat(sandbox.books().at("/captured/amount/EUR").asInt()).isEqualTo(4800);
  }
}
