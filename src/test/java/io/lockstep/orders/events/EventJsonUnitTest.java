package io.lockstep.orders.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lockstep.platform.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of each event: what others read, to the letter. */
class EventJsonUnitTest {
  private static final UUID ORDER = UUID.fromString("01970000-0000-7000-8000-000000000001");
  private static final UUID PAYMENT = UUID.fromString("01970000-0000-7000-8000-000000000002");
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00.123456Z");
  private static final String HEAD = "{\"orderId\":\"01970000-0000-7000-8000-000000000001\",";
  private static final String TAIL = "\"timestamp\":\"2026-11-27T12:00:00.123456Z\"}";
  private static final String ORDERED =
      HEAD
          + "\"userId\":\"anna\",\"amount\":1000,\"currency\":\"EUR\",\"items\":[{\"sku\":\"tea\","
          + "\"quantity\":2,\"unitPrice\":{\"amount\":500,\"currency\":\"EUR\"}}],";
  private static final String PAID =
      HEAD
          + "\"paymentId\":\"01970000-0000-7000-8000-000000000002\",\"amount\":1000,"
          + "\"currency\":\"EUR\",";
  private static final String STOCK = HEAD + "\"items\":[{\"sku\":\"tea\",\"quantity\":2}],";

  /** As Quarkus and StrictJson set it. */
  private final ObjectMapper json =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of("order.created", new OrderEvent.Created(order(null)), ORDERED + TAIL),
        Arguments.of("order.paid", new OrderEvent.Paid(order(null)), ORDERED + TAIL),
        Arguments.of("order.confirmed", new OrderEvent.Confirmed(order(null)), ORDERED + TAIL),
        Arguments.of(
            "order.cancelled",
            new OrderEvent.Cancelled(order("out-of-stock")),
            ORDERED + "\"reason\":\"out-of-stock\"," + TAIL),
        Arguments.of("payment.completed", new PaymentEvent.Completed(payment(null)), PAID + TAIL),
        Arguments.of(
            "payment.failed",
            new PaymentEvent.Failed(payment("insufficient-funds")),
            PAID + "\"reason\":\"insufficient-funds\"," + TAIL),
        Arguments.of(
            "payment.refunded",
            new PaymentEvent.Refunded(payment("returned")),
            PAID + "\"reason\":\"returned\"," + TAIL),
        Arguments.of("payment.captured", new PaymentEvent.Captured(payment(null)), PAID + TAIL),
        Arguments.of(
            "payment.voided",
            new PaymentEvent.Voided(payment("out-of-stock")),
            PAID + "\"reason\":\"out-of-stock\"," + TAIL),
        Arguments.of("inventory.reserve", new InventoryEvent.Reserve(stock(null)), STOCK + TAIL),
        Arguments.of("inventory.reserved", new InventoryEvent.Reserved(stock(null)), STOCK + TAIL),
        Arguments.of(
            "inventory.rejected",
            new InventoryEvent.Rejected(stock("out-of-stock")),
            STOCK + "\"reason\":\"out-of-stock\"," + TAIL),
        Arguments.of(
            "inventory.released",
            new InventoryEvent.Released(stock("returned")),
            STOCK + "\"reason\":\"returned\"," + TAIL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void isWrittenWithTheseMembersInThisOrder(String type, OrderFlowEvent event, String text)
      throws JsonProcessingException {
    assertThat(event.type()).isEqualTo(type);
    assertThat(json.writeValueAsString(event)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void isReadAsItWasWritten(String type, OrderFlowEvent event, String text)
      throws JsonProcessingException {
    assertThat(json.readValue(text, event.getClass())).isEqualTo(event);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void isReadWithMembersThatAProducerHasAdded(String type, OrderFlowEvent event, String text)
      throws JsonProcessingException {
    String more = text.replace("\"timestamp\"", "\"more\":{\"a\":[1]},\"timestamp\"");
    assertThat(
            json.readerFor(event.getClass())
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .<OrderFlowEvent>readValue(more))
        .isEqualTo(event);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void isRefusedWithoutAMemberThatItNeeds(String type, OrderFlowEvent event, String text) {
    for (String body : List.of("{}", "[]", "5", text.replace(TAIL, "\"more\":1}"))) {
      assertThatThrownBy(
              () ->
                  json.readerFor(event.getClass())
                      .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                      .readValue(body))
          .as(body)
          .isInstanceOf(JsonMappingException.class);
    }
  }

  @Test
  void isPinnedHereForEachType() {
    assertThat(events().<Class<?>>map(each -> each.get()[1].getClass()))
        .hasSameElementsAs(
            Stream.<Class<?>>of(OrderEvent.class, PaymentEvent.class, InventoryEvent.class)
                .<Class<?>>flatMap(aggregate -> Stream.of(aggregate.getPermittedSubclasses()))
                .toList());
  }

  private static OrderEvent.Data order(String reason) {
    List<OrderItem> items = List.of(new OrderItem("tea", 2, new Money(500, "EUR")));
    return new OrderEvent.Data(ORDER, "anna", 1000, "EUR", items, reason, NOW);
  }

  private static PaymentEvent.Data payment(String reason) {
    return new PaymentEvent.Data(ORDER, PAYMENT, 1000, "EUR", reason, NOW);
  }

  private static InventoryEvent.Data stock(String reason) {
    return new InventoryEvent.Data(ORDER, List.of(new StockItem("tea", 2)), reason, NOW);
  }
}
