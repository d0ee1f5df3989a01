package io.lockstep.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.RabbitTap;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Stack;
import io.lockstep.testing.Tables;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each audit check finds what is planted for it in the tables, and no other does. */
@QuarkusTest
class AuditProofTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String ORDER = UUID.randomUUID().toString();
  private static final String OTHER = UUID.randomUUID().toString();
  private static final String RESERVATION = UUID.randomUUID().toString();

  @Inject @Any Instance<AuditCheck> checks;
  @Inject TroubledCheck troubled;

  private final Rest rest = Rest.ofTest();
  private final Tables tables = Tables.of(Stack.current());

  /** What is planted, what takes it away, and what the check is to say. */
  private record Plant(
      String check, String what, List<String> statements, List<String> removal, String detail) {
    @Override
    public String toString() {
      return check + ": " + what;
    }
  }

  static Stream<Plant> plants() {
    return Stream.of(
        new Plant(
            "stock-agrees",
            "units that never came in",
            List.of(stock(3, 0)),
            List.of(),
            "proof: on hand 3, received 0, sold 0"),
        new Plant(
            "stock-agrees",
            "a receipt whose units are nowhere",
            List.of(stock(0, 0), receipt(4)),
            List.of(),
            "proof: on hand 0, received 4"),
        new Plant(
            "stock-agrees",
            "a receipt without a stock row",
            List.of(receipt(4)),
            List.of(),
            "proof: on hand 0, received 4"),
        new Plant(
            "stock-agrees",
            "a reservation that reserves nothing",
            List.of(stock(5, 0), receipt(5), reservation(2, "HELD")),
            List.of(),
            "reserved 0, held 2"),
        new Plant(
            "stock-agrees",
            "units reserved for nobody",
            List.of(stock(5, 2), receipt(5), reservation(2, "RELEASED")),
            List.of(),
            "reserved 2, held 0"),
        new Plant(
            "stock-agrees",
            "a committed reservation whose units are still there",
            List.of(stock(5, 0), receipt(5), reservation(2, "COMMITTED")),
            List.of(),
            "on hand 5, received 5, sold 2"),
        new Plant(
            "stock-agrees",
            "goods that were sold and are still there",
            List.of(stock(5, 0), receipt(5), goods(ORDER, 2)),
            List.of(),
            "on hand 5, received 5, sold 2"),
        new Plant(
            "stock-not-negative",
            "more sold than came in",
            List.of(
                "ALTER TABLE stock DROP CONSTRAINT stock_on_hand_not_negative",
                "ALTER TABLE stock DROP CONSTRAINT stock_not_oversold",
                stock(-1, 0),
                receipt(1),
                goods(ORDER, 2)),
            List.of(
                "ALTER TABLE stock ADD CONSTRAINT stock_on_hand_not_negative CHECK (on_hand >= 0)",
                "ALTER TABLE stock ADD CONSTRAINT stock_not_oversold CHECK (reserved <= on_hand)"),
            "below zero: proof"),
        new Plant(
            "stock-not-negative",
            "more promised than there is",
            List.of(
                "ALTER TABLE stock DROP CONSTRAINT stock_not_oversold",
                stock(1, 2),
                receipt(1),
                reservation(2, "HELD")),
            List.of(
                "ALTER TABLE stock ADD CONSTRAINT stock_not_oversold CHECK (reserved <= on_hand)"),
            "below zero: proof"),
        new Plant(
            "money-sums-to-zero",
            "money from nowhere",
            List.of(account("proof", 5), entry("proof", 1, 5)),
            List.of(),
            "XTS: balances sum to 5, entries to 5"),
        new Plant(
            "balances-agree",
            "money moved without a transfer",
            List.of(account("proof", 5), account("external", -5)),
            List.of(),
            "account external has -5 XTS, its entries sum to 0"),
        new Plant(
            "balances-agree",
            "a transfer that moved no money",
            List.of(entry("proof", 1, 5), entry("external", 1, -5)),
            List.of(),
            "account proof has 0 XTS, its entries sum to 5"),
        new Plant(
            "payments-settled",
            "a confirmed order that nobody paid",
            List.of(order("CONFIRMED"), allocation("ALLOCATED"), stock(0, 0), receipt(1), sold()),
            List.of(),
            "order " + ORDER + " is CONFIRMED, its payment null"),
        new Plant(
            "payments-settled",
            "a confirmed order that was refunded",
            List.of(
                order("CONFIRMED"),
                payment("REFUNDED", 100),
                allocation("ALLOCATED"),
                stock(0, 0),
                receipt(1),
                sold()),
            List.of(),
            "order " + ORDER + " is CONFIRMED, its payment REFUNDED"),
        new Plant(
            "payments-settled",
            "a confirmed order that was paid in part",
            List.of(
                order("CONFIRMED"),
                payment("CAPTURED", 99),
                allocation("ALLOCATED"),
                stock(0, 0),
                receipt(1),
                sold()),
            List.of(),
            "order " + ORDER + " is CONFIRMED"),
        new Plant(
            "payments-settled",
            "a cancelled order whose money was kept",
            List.of(order("CANCELLED"), payment("CAPTURED", 100)),
            List.of(),
            "order " + ORDER + " is CANCELLED, its payment CAPTURED"),
        new Plant(
            "refunds-made",
            "a refund that is pending",
            List.of(order("CANCELLED"), payment("REFUND_PENDING", 100), refund()),
            List.of(),
            "of order " + ORDER + " cannot be refunded (insufficient-funds), tried 3 times"),
        new Plant(
            "reservations-settled",
            "a confirmed order without items",
            List.of(order("CONFIRMED"), payment("CAPTURED", 100)),
            List.of(),
            "order " + ORDER + " is CONFIRMED, its items null"),
        new Plant(
            "reservations-settled",
            "a confirmed order whose items are gone",
            List.of(order("CONFIRMED"), payment("CAPTURED", 100), allocation("ALLOCATED")),
            List.of(),
            "order " + ORDER + " is CONFIRMED, its items ALLOCATED"),
        new Plant(
            "reservations-settled",
            "a cancelled order that keeps its items",
            List.of(order("CANCELLED"), allocation("ALLOCATED"), stock(0, 0), receipt(1), sold()),
            List.of(),
            "order " + ORDER + " is CANCELLED, its items ALLOCATED"),
        new Plant(
            "nothing-set-aside",
            "an item that cannot be done",
            List.of(
                """
                INSERT INTO set_aside (use_case, item, error, attempts, since, next_at)
                VALUES ('proof', 'an item', 'planted', 3, UTC_TIMESTAMP(6), '9999-01-01')
                """),
            List.of(),
            "proof cannot do an item, tried 3 times since "),
        new Plant(
            "payment-steps-answered",
            "a refund that its provider refuses",
            List.of(order("CANCELLED"), payment("REFUND_PENDING", 100), refusedStep()),
            List.of("DELETE FROM payment_steps WHERE order_id = '" + ORDER + "'"),
            "of order "
                + ORDER
                + ": REFUND at nobody is not done (no-funds), tried 3 times since "),
        new Plant(
            "payments-agree-with-provider",
            "a payment that its provider does not have",
            List.of(
                """
                INSERT INTO payment_differences (provider, subject, kind, ours, found_at)
                VALUES ('nobody', 'proof', 'missing-there', 'CAPTURED', UTC_TIMESTAMP(6))
                """),
            List.of("DELETE FROM payment_differences WHERE provider = 'nobody'"),
            "payment proof at nobody: missing-there, ours CAPTURED, theirs nothing, since "));
  }

  private static String refusedStep() {
    return """
        INSERT INTO payment_steps (order_id, step, provider, amount, attempts, refusals, refusal,
                                   refused_at, next_at, created_at)
        VALUES ('%s', 'REFUND', 'nobody', 100, 3, 3, 'no-funds', UTC_TIMESTAMP(6), '9999-01-01',
                UTC_TIMESTAMP(6))
        """
        .formatted(ORDER);
  }

  @Test
  void everyCheckHasItsPlant() {
    Set<String> planted = plants().map(Plant::check).collect(Collectors.toSet());
    planted.addAll(Set.of("outbox-fresh", TroubledCheck.NAME)); // see their own tests
    assertThat(checks.stream().map(AuditCheck::name)).containsExactlyInAnyOrderElementsOf(planted);
  }

  @ParameterizedTest
  @MethodSource("plants")
  void findsWhatIsPlanted(Plant plant) {
    awaitAllOk();
    try {
      tables.run(plant.statements());
      assertOnly(plant.check(), plant.detail());
    } finally {
      tables.run(removalOf(plant));
    }
    awaitAllOk();
  }

  /** A broker that refuses it keeps it in the outbox. */
  @Test
  void findsAMessageThatHasBeenWaitingForLong() {
    awaitAllOk();
    try (RabbitTap full = RabbitTap.on(Stack.current())) {
      full.bindFullQueue("events", "proof.stuck");
      tables.run(
          """
          INSERT INTO outbox (waits_for, shard, exchange, routing_key, message_id, type, subject,
                              data, occurred_at, created_at)
          VALUES ('R', 0, 'events', 'proof.stuck', UUID(), 'proof.stuck', 'proof', '{}',
                  UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL 100 SECOND)
          """);
      assertOnly("outbox-fresh", "oldest message waits 10");
    } finally {
      tables.run("DELETE FROM outbox WHERE subject = 'proof'");
    }
    awaitAllOk();
  }

  @Test
  void aCheckThatCannotBeRunIsNamedAndHidesNoOther() {
    awaitAllOk();
    troubled.isBroken(true);
    try {
      JsonNode found = assertOnly(TroubledCheck.NAME, "could not be checked");
      assertThat(found.toString()).doesNotContain("nowhere", "Exception");
    } finally {
      troubled.isBroken(false);
    }
  }

  private JsonNode assertOnly(String check, String detail) {
    JsonNode report = audit();
    Map<String, String> wrong = wrong(report);
    assertThat(report.path("ok").asBoolean()).isFalse();
    assertThat(wrong).containsOnlyKeys(check);
    assertThat(wrong.get(check)).contains(detail);
    return report;
  }

  private void awaitAllOk() {
    Awaitility.await("all is well")
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(wrong(audit())).isEmpty());
  }

  private JsonNode audit() {
    return rest.get("/audit").expect(200).json();
  }

  private static Map<String, String> wrong(JsonNode report) {
    return StreamSupport.stream(report.path("checks").spliterator(), false)
        .filter(check -> !check.path("ok").asBoolean())
        .collect(
            Collectors.toMap(
                check -> check.path("name").asText(), check -> check.path("detail").asText()));
  }

  /** Everything that any plant has, then what makes the tables as they were. */
  private static List<String> removalOf(Plant plant) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "DELETE FROM allocated_items WHERE sku = 'proof'",
                "DELETE FROM reservations WHERE sku = 'proof'",
                "DELETE FROM stock_receipts WHERE sku = 'proof'",
                "DELETE FROM stock WHERE sku = 'proof'",
                "DELETE FROM account_entries WHERE currency = 'XTS'",
                "DELETE FROM accounts WHERE currency = 'XTS'",
                "DELETE FROM refunds WHERE order_id = '" + ORDER + "'",
                "DELETE FROM payments WHERE order_id = '" + ORDER + "'",
                "DELETE FROM order_allocations WHERE order_id = '" + ORDER + "'",
                "DELETE FROM orders WHERE id = '" + ORDER + "'",
                "DELETE FROM set_aside WHERE use_case = 'proof'"));
    all.addAll(plant.removal());
    return all;
  }

  private static String stock(int onHand, int reserved) {
    return "INSERT INTO stock (sku, on_hand, reserved, version) VALUES ('proof', %d, %d, 1)"
        .formatted(onHand, reserved);
  }

  private static String receipt(int quantity) {
    return "INSERT INTO stock_receipts (id, sku, quantity, created_at)"
        + " VALUES (UUID(), 'proof', %d, UTC_TIMESTAMP(6))".formatted(quantity);
  }

  private static String reservation(int quantity, String status) {
    return """
        INSERT INTO reservations (id, sku, quantity, status, expires_at, created_at)
        VALUES ('%s', 'proof', %d, '%s', '9999-01-01', UTC_TIMESTAMP(6))
        """
        .formatted(RESERVATION, quantity, status);
  }

  private static String sold() {
    return goods(ORDER, 1);
  }

  private static String goods(String order, int quantity) {
    return "INSERT INTO allocated_items (order_id, sku, quantity) VALUES ('%s', 'proof', %d)"
        .formatted(order, quantity);
  }

  private static String account(String id, int balance) {
    return """
        INSERT INTO accounts (id, currency, balance, status, created_at)
        VALUES ('%s', 'XTS', %d, 'OPEN', UTC_TIMESTAMP(6))
        """
        .formatted(id, balance);
  }

  private static String entry(String account, int number, int amount) {
    return """
        INSERT INTO account_entries (account_id, currency, number, transfer_id, amount,
                                     balance_after, created_at)
        VALUES ('%s', 'XTS', %d, '%s', %d, 0, UTC_TIMESTAMP(6))
        """
        .formatted(account, number, OTHER, amount);
  }

  private static String order(String status) {
    return """
        INSERT INTO orders (id, user_id, status, amount, currency, items, version, created_at,
                            updated_at)
        VALUES ('%s', 'proof', '%s', 100, 'XTS',
                '[{"sku":"proof","quantity":1,"unitPrice":{"amount":100,"currency":"XTS"}}]', 3,
                UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
        .formatted(ORDER, status);
  }

  private static String payment(String status, int amount) {
    return """
        INSERT INTO payments (order_id, payment_id, account_id, amount, currency, status, created_at,
                              updated_at)
        VALUES ('%s', UUID(), 'proof', %d, 'XTS', '%s', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
        """
        .formatted(ORDER, amount, status);
  }

  /** It is tried again so late that nothing does so meanwhile. */
  private static String refund() {
    return """
        INSERT INTO refunds (order_id, reason, refusal, attempts, refused_at, next_at)
        VALUES ('%s', 'cancelled-by-user', 'insufficient-funds', 3, UTC_TIMESTAMP(6),
                UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)
        """
        .formatted(ORDER);
  }

  private static String allocation(String status) {
    return """
        INSERT INTO order_allocations (order_id, status, batch, created_at)
        VALUES ('%s', '%s', 'proof', UTC_TIMESTAMP(6))
        """
        .formatted(ORDER, status);
  }
}
