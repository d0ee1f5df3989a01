package io.lockstep.quotes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Delivery;
import io.lockstep.testing.AmqpClient;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes: request and reply over RabbitMQ, asked by callers and by any AMQP client. */
@QuarkusTest
class QuotesTest {
  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);

  @Test
  void saysWhatGoodsCostAndHowManyThereAre() {
    String cup = given.aProductWithStock(7);
    String plate = given.aProductFor(250);

    JsonNode quote = rest.post("/quotes", quoteFor(cup, 2, plate, 3)).expect(200).json();

    assertThat(quote.at("/total/amount").asLong()).isEqualTo(2 * 1200 + 3 * 250);
    assertThat(quote.at("/total/currency").asText()).isEqualTo("EUR");
    assertThat(quote.at("/items/0/sku").asText()).isEqualTo(cup);
    assertThat(quote.at("/items/0/quantity").asInt()).isEqualTo(2);
    assertThat(quote.at("/items/0/unitPrice/amount").asInt()).isEqualTo(1200);
    assertThat(quote.at("/items/0/available").asInt()).isEqualTo(7);
    assertThat(quote.at("/items/1/available").asInt()).isZero();
  }

  @Test
  void refusesAnUnknownSku() {
    Rest.Answer refusal = rest.post("/quotes", quoteFor("no-such-sku", 1)).expect(422);

    assertThat(refusal.problem()).isEqualTo("unknown-sku");
    assertThat(refusal.json().path("sku").asText()).isEqualTo("no-such-sku");
    assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void refusesTwoCurrenciesInOneQuote() {
    String euros = given.aProduct();
    String dollars = "usd-" + UUID.randomUUID();
    rest.put(
            "/products/" + dollars,
            Map.of(
                "name",
                "A product",
                "category",
                "test",
                "unitPrice",
                Map.of("amount", 100, "currency", "USD")))
        .expect(201);

    assertThat(rest.post("/quotes", quoteFor(euros, 1, dollars, 1)).expect(422).problem())
        .isEqualTo("mixed-currencies");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"items\": []}",
        "{\"items\": [{\"sku\": \"a\", \"quantity\": 0}]}",
        "{\"items\": [{\"sku\": \"a b\", \"quantity\": 1}]}",
        "{\"items\": [{\"sku\": \"a\", \"quantity\": 1}], \"more\": 1}",
        "{\"items\": [{\"sku\": \"a\", \"quantity\": 1}, {\"sku\": \"a\", \"quantity\": 1}]}",
      })
  void refusesWhatIsNoQuestionOverRestAndOverAmqp(String body) {
    assertThat(rest.post("/quotes", body).expect(400).problem()).isEqualTo("invalid-request");
    try (AmqpClient client = AmqpClient.on(Stack.current())) {
      Delivery reply = client.ask("quote", body);
      assertThat(reply.getProperties().getType()).isEqualTo("error");
      assertThat(reply.getProperties().getContentType()).isEqualTo("application/problem+json");
      assertThat(json(AmqpClient.text(reply)).path("status").asInt()).isEqualTo(400);
    }
  }

  @Test
  void answersAnyAmqpClientByItsReplyTo() {
    String sku = given.aProductWithStock(3);
    try (AmqpClient client = AmqpClient.on(Stack.current())) {
      Delivery reply =
          client.ask("quote", "{\"items\": [{\"sku\": \"" + sku + "\", \"quantity\": 2}]}");

      assertThat(reply.getProperties().getType()).isEqualTo("reply");
      assertThat(json(AmqpClient.text(reply)))
          .isEqualTo(rest.post("/quotes", quoteFor(sku, 2)).expect(200).json());
    }
  }

  @Test
  void answersEachOfManyQuestionsAtOnceWithItsOwnReply() {
    String sku = given.aProductWithStock(1);
    List<CompletableFuture<Rest.Answer>> answers = new ArrayList<>();
    for (int quantity = 1; quantity <= 300; quantity++) {
      answers.add(rest.callLater("POST", "/quotes", quoteFor(sku, quantity)));
    }
    for (int quantity = 1; quantity <= 300; quantity++) {
      JsonNode quote = answers.get(quantity - 1).join().expect(200).json();
      assertThat(quote.at("/total/amount").asLong()).isEqualTo(1200L * quantity);
    }
  }

  @Test
  void answersARepeatedRequestWithTheSameQuote() {
    String sku = given.aProductWithStock(5);
    String key = UUID.randomUUID().toString();
    Rest.Answer first = rest.post("/quotes", quoteFor(sku, 1), "Idempotency-Key", key).expect(200);
    rest.post("/stock/" + sku + "/receipts", Map.of("quantity", 1)).expect(200);

    Rest.Answer again = rest.post("/quotes", quoteFor(sku, 1), "Idempotency-Key", key).expect(200);

    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  static Map<String, Object> quoteFor(String sku, int quantity) {
    return Map.of("items", List.of(Map.of("sku", sku, "quantity", quantity)));
  }

  private static Map<String, Object> quoteFor(String sku, int quantity, String other, int more) {
    return Map.of(
        "items",
        List.of(Map.of("sku", sku, "quantity", quantity), Map.of("sku", other, "quantity", more)));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
      throw new AssertionError(text, notJson);
    }
  }
}
