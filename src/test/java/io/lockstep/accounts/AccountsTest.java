package io.lockstep.accounts;

import static io.lockstep.accounts.AccountFixture.anAccount;
import static io.lockstep.accounts.AccountFixture.anAccountWith;
import static io.lockstep.accounts.AccountFixture.anId;
import static io.lockstep.accounts.AccountFixture.balanceOf;
import static io.lockstep.accounts.AccountFixture.deposit;
import static io.lockstep.accounts.AccountFixture.money;
import static io.lockstep.accounts.AccountFixture.put;
import static io.lockstep.accounts.AccountFixture.send;
import static io.lockstep.accounts.AccountFixture.sendOnce;
import static io.lockstep.accounts.AccountFixture.transfer;
import static io.lockstep.accounts.AccountFixture.transferBody;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.lockstep.platform.Money;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccountsTest {
  @Test
  void opensAnAccountOnceAndFindsItAfterwards() {
    String id = anId();
    put(id, "USD").statusCode(201);
    put(id, "USD").statusCode(200);
    Map<String, Object> account =
        get("/accounts/" + id).then().statusCode(200).extract().as(Map.class);
    assertThat(account)
        .isEqualTo(Map.of("id", id, "balance", 0, "currency", "USD", "status", "OPEN"));
  }

  @Test
  void keepsAnAccountToItsCurrency() {
    String id = anAccount("EUR");
    problem(put(id, "USD"), 409, "other-currency");
  }

  @Test
  void opensAnAccountOnceForManyCallersAtOnce() {
    String id = anId();
    List<Integer> statuses =
        IntStream.range(0, 20)
            .parallel()
            .mapToObj(caller -> put(id, caller % 2 == 0 ? "EUR" : "USD").extract().statusCode())
            .toList();
    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).allMatch(status -> Set.of(200, 201, 409).contains(status));
  }

  @Test
  void takesADeposit() {
    String id = anAccount("EUR");
    ValidatableResponse deposit =
        deposit(id, 250, "EUR")
            .statusCode(201)
            .header("Location", startsWith("/transfers/"))
            .body("from", is("external"))
            .body("to", is(id))
            .body("amount", is(250))
            .body("currency", is("EUR"))
            .body("at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    assertThat(balanceOf(id)).isEqualTo(250);
    String location = deposit.extract().header("Location");
    String path = location.substring(location.indexOf("/transfers/"));
    Map<String, Object> stored = get(path).then().statusCode(200).extract().as(Map.class);
    assertThat(stored).isEqualTo(deposit.extract().as(Map.class));
    assertThat(stored.keySet()).containsExactly("id", "from", "to", "amount", "currency", "at");
  }

  @Test
  void refusesADepositThatCannotBe() {
    problem(deposit(anId(), 1, "EUR"), 404, "not-found");
    problem(deposit(anAccount("EUR"), 1, "USD"), 422, "other-currency");
    problem(deposit("external", 1, "EUR"), 422, "same-account");
    problem(deposit("not%20an%20id", 1, "EUR"), 400, "invalid-request");
  }

  @Test
  void refusesABalanceOfMoreThanFifteenDigits() {
    String id = anAccount("XTS");
    deposit(id, Money.LARGEST, "XTS").statusCode(anyOf(is(201), is(422)));
    problem(deposit(id, Money.LARGEST, "XTS"), 422, "balance-overflow");
    // gives it back, so that the test can be repeated
    long balance = balanceOf(id);
    if (balance > 0) {
      transfer(id, "external", balance, "XTS").statusCode(201);
    }
  }

  @Test
  void movesMoneyBetweenAccounts() {
    String from = anAccountWith(100);
    String to = anAccount("EUR");
    transfer(from, to, 30, "EUR").statusCode(201).body("from", is(from)).body("to", is(to));
    assertThat(balanceOf(from)).isEqualTo(70);
    assertThat(balanceOf(to)).isEqualTo(30);
  }

  @Test
  void refusesATransferThatCannotBe() {
    String from = anAccountWith(100);
    problem(transfer(from, anAccount("EUR"), 101, "EUR"), 409, "insufficient-funds");
    problem(transfer(from, from, 1, "EUR"), 422, "same-account");
    problem(transfer(from, anAccount("USD"), 1, "EUR"), 422, "other-currency");
    problem(transfer(from, anAccount("USD"), 1, "USD"), 422, "other-currency");
    problem(transfer(from, anId(), 1, "EUR"), 422, "no-account");
    problem(transfer(anId(), from, 1, "EUR"), 422, "no-account");
    assertThat(balanceOf(from)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"x\"",
        "{\"amount\": 1}",
        "{\"currency\": \"EUR\"}",
        "{\"amount\": null, \"currency\": \"EUR\"}",
        "{\"amount\": 0, \"currency\": \"EUR\"}",
        "{\"amount\": -1, \"currency\": \"EUR\"}",
        "{\"amount\": 1.5, \"currency\": \"EUR\"}",
        "{\"amount\": 1.0, \"currency\": \"EUR\"}",
        "{\"amount\": \"1\", \"currency\": \"EUR\"}",
        "{\"amount\": true, \"currency\": \"EUR\"}",
        "{\"amount\": 1000000000000000, \"currency\": \"EUR\"}",
        "{\"amount\": 99999999999999999999999999, \"currency\": \"EUR\"}",
        "{\"amount\": 1e400, \"currency\": \"EUR\"}",
        "{\"amount\": 1, \"currency\": \"eur\"}",
        "{\"amount\": 1, \"currency\": \"XYZ\"}",
        "{\"amount\": 1, \"currency\": 978}",
        "{\"amount\": 1, \"currency\": \"EUR\", \"note\": \"x\"}",
        "{\"amount\": 1, \"amount\": 2, \"currency\": \"EUR\"}",
        "{\"amount\": 1, \"currency\": \"EUR\"",
        "{\"amount\": 1, \"currency\": \"EUR\"} x",
        "not json",
      })
  void refusesAMalformedDeposit(String body) {
    problem(
        send("POST", "/accounts/" + anAccount("EUR") + "/deposits", body), 400, "invalid-request");
  }

  @Test
  void refusesAnEmptyBody() {
    String id = anAccount("EUR");
    problem(send("POST", "/accounts/" + id + "/deposits", ""), 400, "invalid-request");
    problem(send("PUT", "/accounts/" + id, ""), 400, "invalid-request");
    problem(send("POST", "/transfers", ""), 400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"from\": \"a b\", \"to\": \"b\", \"amount\": 1, \"currency\": \"EUR\"}",
        "{\"from\": \"\", \"to\": \"b\", \"amount\": 1, \"currency\": \"EUR\"}",
        "{\"from\": \"ä\", \"to\": \"b\", \"amount\": 1, \"currency\": \"EUR\"}",
        "{\"from\": 1, \"to\": \"b\", \"amount\": 1, \"currency\": \"EUR\"}",
        "{\"to\": \"b\", \"amount\": 1, \"currency\": \"EUR\"}",
        "{\"from\": \"a\", \"to\": \"b\", \"amount\": 0, \"currency\": \"EUR\"}",
        "{\"from\": \"a\", \"to\": \"b\", \"amount\": 1}",
      })
  void refusesAMalformedTransfer(String body) {
    problem(send("POST", "/transfers", body), 400, "invalid-request");
  }

  @Test
  void namesTheFieldsThatAreWrong() {
    send("POST", "/transfers", transferBody("a b", "b", 0, "EUR"))
        .statusCode(400)
        .body("errors.field", hasItem("from"))
        .body("errors.field", hasItem("amount"));
  }

  @ParameterizedTest
  @CsvSource({"{}", "{\"currency\":null}", "{\"currency\":\"Euro\"}", "{\"money\":\"EUR\"}", "7"})
  void refusesAMalformedOpening(String body) {
    problem(send("PUT", "/accounts/" + anId(), body), 400, "invalid-request");
  }

  @Test
  void refusesAnIdOutsideThePattern() {
    problem(put("x".repeat(65), "EUR"), 400, "invalid-request");
    problem(put("a%2Fb", "EUR"), anyOf(is(400), is(404)));
    problem(get("/accounts/" + "x".repeat(65)).then(), 404, "not-found");
    problem(get("/accounts/a%20b").then(), 404, "not-found");
    problem(get("/accounts/" + anId()).then(), 404, "not-found");
    problem(get("/accounts/" + anId() + "/entries").then(), 404, "not-found");
    problem(get("/transfers/" + UUID.randomUUID()).then(), 404, "not-found");
    problem(get("/transfers/nonsense").then(), 404, "not-found");
  }

  @Test
  void listsEntriesNewestFirstInPages() {
    String id = anAccount("EUR");
    for (int amount = 1; amount <= 5; amount++) {
      deposit(id, amount, "EUR").statusCode(201);
    }
    ValidatableResponse first = get("/accounts/" + id + "/entries?limit=3").then().statusCode(200);
    first.body("data.amount", equalTo(List.of(5, 4, 3)));
    first.body("data.balanceAfter", equalTo(List.of(15, 10, 6)));
    first.body("hasMore", is(true));
    Map<String, Object> entry = first.extract().jsonPath().getMap("data[0]");
    assertThat(entry.keySet()).containsExactly("transferId", "amount", "balanceAfter", "at");
    String next = first.extract().path("next");
    get("/accounts/" + id + "/entries?limit=3&after=" + next)
        .then()
        .statusCode(200)
        .body("data.amount", equalTo(List.of(2, 1)))
        .body("hasMore", is(false))
        .body("next", equalTo(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "after=%21", "after=YWJj"})
  void refusesABrokenPageRequest(String query) {
    problem(
        get("/accounts/" + anAccount("EUR") + "/entries?" + query).then(), 400, "invalid-request");
  }

  @Test
  void keepsSystemAccountsInEveryCurrency() {
    String yen = anAccount("JPY");
    deposit(yen, 1000, "JPY").statusCode(201);
    transfer(yen, "merchant", 400, "JPY").statusCode(201);
    get("/accounts/merchant").then().statusCode(200).body("currency", is("EUR"));
    get("/accounts/merchant?currency=JPY").then().statusCode(200).body("currency", is("JPY"));
    get("/accounts/external?currency=JPY").then().statusCode(200).body("currency", is("JPY"));
    get("/accounts/merchant/entries?currency=JPY&limit=1")
        .then()
        .statusCode(200)
        .body("data[0].amount", is(400));
    problem(get("/accounts/merchant?currency=nix").then(), 400, "invalid-request");
    problem(get("/accounts/merchant?currency=CHE").then(), 404, "not-found");
  }

  @Test
  void depositsOnceUnderOneIdempotencyKey() {
    String path = "/accounts/" + anAccount("EUR") + "/deposits";
    String key = UUID.randomUUID().toString();
    Response first = sendOnce(key, path, money(10, "EUR"));
    Response second = sendOnce(key, path, money(10, "EUR"));
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.asString()).isEqualTo(first.asString());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    problem(sendOnce(key, path, money(11, "EUR")).then(), 422, "idempotency-key-reused");
  }

  @Test
  void transfersOnceForConcurrentDuplicates() {
    String from = anAccountWith(100);
    String to = anAccount("EUR");
    String key = UUID.randomUUID().toString();
    List<Response> answers =
        IntStream.range(0, 30)
            .parallel()
            .mapToObj(n -> sendOnce(key, "/transfers", transferBody(from, to, 10, "EUR")))
            .toList();
    assertThat(answers).allMatch(answer -> Set.of(201, 409).contains(answer.statusCode()));
    Set<String> made =
        answers.stream()
            .filter(answer -> answer.statusCode() == 201)
            .map(answer -> answer.<String>path("id"))
            .collect(Collectors.toSet());
    assertThat(made).hasSize(1);
    assertThat(balanceOf(from)).isEqualTo(90);
    assertThat(balanceOf(to)).isEqualTo(10);
  }

  @Test
  void answersARefusalUnderItsKeyAgain() {
    String from = anAccount("EUR");
    String to = anAccount("EUR");
    String key = UUID.randomUUID().toString();
    String body = transferBody(from, to, 10, "EUR");
    problem(sendOnce(key, "/transfers", body).then(), 409, "insufficient-funds");
    deposit(from, 100, "EUR").statusCode(201);
    problem(sendOnce(key, "/transfers", body).then(), 409, "insufficient-funds");
    assertThat(balanceOf(from)).isEqualTo(100);
  }

  private static void problem(ValidatableResponse answer, int status, String slug) {
    problem(answer, is(status));
    answer.body("type", is("/problems/" + slug)).body("status", is(status));
  }

  private static void problem(ValidatableResponse answer, org.hamcrest.Matcher<Integer> status) {
    answer.statusCode(status).contentType(startsWith("application/problem+json"));
  }
}
