package io.lockstep.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.KafkaTap;
import io.lockstep.testing.LogTap;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The token of the payment provider is kept, and told to nobody. */
@QuarkusTest
class PaymentMethodTest {
  private final Rest rest = Rest.ofTest();
  private final OrderFixture given = OrderFixture.through(rest);
  private final Tables tables = Tables.of(Stack.current());
  private final String token = "pm_" + UUID.randomUUID();

  @Test
  void isInNoAnswerNoMessageAndNoLog() throws SQLException {
    try (LogTap log = LogTap.open();
        RabbitTap rabbit =
            RabbitTap.on(Stack.current())
                .bind("order.events", "#")
                .bind("payment.events", "#")
                .bind("inventory.events", "#");
        KafkaTap kafka =
            KafkaTap.on(Stack.current(), "order-events", "payment-events", "inventory-events")) {
      Map<String, Object> body = order(given.aRichUser(), given.aProductWithStock(5), token);
      String key = UUID.randomUUID().toString();
      List<String> answers = new ArrayList<>();
      answers.add(post(body, "Prefer", "wait=30", "Idempotency-Key", key));
      answers.add(post(body, "Idempotency-Key", key));
      String id =
          tables.text("SELECT order_id FROM order_payment_methods WHERE token = '" + token + "'");
      answers.add(rest.get("/orders/" + id).expect(200).text());
      answers.add(rest.get("/orders/" + id + "/timeline").expect(200).text());
      answers.add(rest.get("/orders/" + id + "/events").expect(200).text());
      answers.add(rest.get("/orders/" + id + "/payment").expect(200).text());
      answers.add(rest.get("/orders?userId=" + body.get("userId")).expect(200).text());
      body.put("items", List.of(Map.of("sku", "no-sku", "quantity", 1)));
      answers.add(rest.post("/orders", body).expect(422).text());
      body.put("unknown", token);
      answers.add(rest.post("/orders", body).expect(400).text());
      kafka.await(message -> id.equals(message.key()) && "order.confirmed".equals(message.type()));
      rabbit.await(
          message -> id.equals(message.subject()) && "order.confirmed".equals(message.type()));

      assertThat(answers).noneMatch(answer -> answer.contains(token));
      assertThat(rabbit.about(id)).isNotEmpty().noneMatch(tap -> tap.body().contains(token));
      assertThat(kafka.about(id)).isNotEmpty().noneMatch(tap -> tap.body().contains(token));
      assertThat(log.texts()).noneMatch(line -> line.contains(token));
      assertThat(columnsThatHold(token)).containsExactly("order_payment_methods.token");
    }
  }

  @Test
  void isLeftOutWhereARequestIsWrittenOut() {
    PlaceOrder request =
        new PlaceOrder("user", List.of(new PlaceOrder.Item("sku", 1)), "id", Map.of(), token);

    assertThat(request.toString()).contains("user", "sku").doesNotContain(token);
  }

  @Test
  void isOfOneToTwoHundredAndFiftyFiveCharacters() {
    String user = given.aRichUser();
    String sku = given.aProduct();
    rest.post("/orders", order(user, sku, "😀".repeat(255))).expect(201);
    for (Object wrong : new Object[] {"", "x".repeat(256), 7, Map.of()}) {
      assertThat(
              rest.post("/orders", order(user, sku, wrong))
                  .expect(400)
                  .json()
                  .path("errors")
                  .get(0)
                  .path("field")
                  .asText())
          .isEqualTo("paymentMethod");
    }
  }

  private String post(Map<String, Object> body, String... headers) {
    return rest.post("/orders", body, headers).expect(201).text();
  }

  private static Map<String, Object> order(String user, String sku, Object token) {
    Map<String, Object> order = new HashMap<>(OrderFixture.anOrderOf(user, sku, 1));
    order.put("paymentMethod", token);
    return order;
  }

  /** Of all tables, the idempotency keys and the outbox among them. */
  private static List<String> columnsThatHold(String text) throws SQLException {
    List<String> holding = new ArrayList<>();
    try (Connection connection = Stack.current().connect();
        Statement columns = connection.createStatement();
        Statement search = connection.createStatement();
        ResultSet texts =
            columns.executeQuery(
                "SELECT table_name, column_name FROM information_schema.columns"
                    + " WHERE table_schema = DATABASE()"
                    + " AND data_type IN ('varchar', 'text', 'mediumtext', 'longblob')")) {
      while (texts.next()) {
        String query =
            "SELECT COUNT(*) FROM %s WHERE %s LIKE '%%%s%%'"
                .formatted(texts.getString(1), texts.getString(2), text);
        try (ResultSet found = search.executeQuery(query)) {
          found.next();
          if (found.getLong(1) > 0) {
            holding.add(texts.getString(1) + "." + texts.getString(2));
          }
        }
      }
    }
    return holding;
  }
}
