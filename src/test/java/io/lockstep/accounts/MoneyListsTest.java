package io.lockstep.accounts;

import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lists of accounts and of transfers. */
@QuarkusTest
class MoneyListsTest {
  private final Rest rest = Rest.ofTest();
  private final Pages pages = Pages.of(rest);

  @Inject AgroalDataSource database;

  @Test
  void showsEachAccountOnceInTheOrderOfItsIdWhileOthersAreOpened() {
    List<String> mine = IntStream.range(0, 5).mapToObj(i -> anAccount("EUR")).toList();
    List<JsonNode> walked = pages.walk("/accounts", 50, () -> anAccount("USD"));
    List<String> ids = walked.stream().map(item -> item.path("id").asText()).toList();
    assertThat(ids).isSorted().containsAll(mine);
    for (String id : mine) {
      assertThat(walked.stream().filter(item -> item.path("id").asText().equals(id)))
          .containsExactly(rest.get("/accounts/" + id).expect(200).json());
    }
  }

  @Test
  void showsASystemAccountForEachOfItsCurrencies() {
    deposit(anAccount("EUR"), "EUR");
    deposit(anAccount("JPY"), "JPY");
    List<String> currencies =
        pages.walk("/accounts", 1).stream()
            .filter(item -> item.path("id").asText().equals("external"))
            .map(item -> item.path("currency").asText())
            .toList();
    assertThat(currencies).isSorted().doesNotHaveDuplicates().contains("EUR", "JPY");
  }

  @Test
  void showsTheTransfersOfAnAccountNewestFirstBothWays() {
    String account = anAccount("EUR");
    String other = anAccount("EUR");
    List<String> made = new ArrayList<>();
    made.add(deposit(account, "EUR"));
    for (int i = 0; i < 3; i++) {
      made.add(transfer(account, other));
      made.add(transfer(other, account));
    }
    Collections.reverse(made);
    assertThat(ids("/transfers?account=" + account, 2)).containsExactlyElementsOf(made);
    assertThat(ids("/transfers?account=" + other, 100))
        .containsExactlyElementsOf(made.subList(0, 6));
    JsonNode first = rest.get("/transfers?account=" + account).expect(200).json();
    assertThat(first.path("data").get(0))
        .isEqualTo(rest.get("/transfers/" + made.get(0)).expect(200).json());
  }

  @Test
  void losesNoTransferWhileOthersAreMade() {
    String account = anAccount("EUR");
    List<String> mine = IntStream.range(0, 7).mapToObj(i -> deposit(account, "EUR")).toList();
    Runnable another = () -> deposit(account, "EUR");
    assertThat(pages.walk("/transfers?account=" + account, 2, "id", another))
        .doesNotHaveDuplicates()
        .containsAll(mine);
    assertThat(pages.walk("/transfers", 100, "id", another))
        .doesNotHaveDuplicates()
        .containsAll(mine)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void mergesTheCurrenciesOfASystemAccount() {
    String euros = anAccount("EUR");
    String yen = anAccount("JPY");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      made.add(deposit(euros, "EUR"));
      made.add(deposit(yen, "JPY"));
    }
    Collections.reverse(made);
    List<String> walked = ids("/transfers?account=external", 3);
    assertThat(walked).doesNotHaveDuplicates().containsSubsequence(made);
  }

  @Test
  void isEmptyForAnAccountThatIsNotThere() {
    assertThat(rest.get("/transfers?account=" + UUID.randomUUID()).expect(200).text())
        .isEqualTo("{\"data\":[],\"hasMore\":false,\"next\":null}");
    rest.get("/transfers?account=a*b").expect(400);
  }

  @Test
  void refusesTransfersFromOutside() {
    String account = anAccount("EUR");
    Map<String, Object> body =
        Map.of("from", "external", "to", account, "amount", 5, "currency", "EUR");
    String key = UUID.randomUUID().toString();
    Rest.Answer refused = rest.post("/transfers", body, "Idempotency-Key", key).expect(422);
    assertThat(refused.problem()).isEqualTo("transfer-from-external");
    assertThat(rest.post("/transfers", body, "Idempotency-Key", key).expect(422).text())
        .isEqualTo(refused.text());
    assertThat(rest.get("/accounts/" + account).expect(200).json().path("balance").asLong())
        .isZero();
    deposit(account, "EUR");
  }

  @Test
  void isReadAlongAnIndex() {
    String id = "01a20c16-dceb-7437-93aa-b9b2d3848eb3";
    assertBoundedBy("PRIMARY", database, BrowsingAccounts.behind("", 21));
    assertBoundedBy("PRIMARY", database, BrowsingAccounts.behind("a/EUR", 21));
    assertBoundedBy("PRIMARY", database, BrowsingTransfers.newest(id, 21));
    EntryPlaces places = EntryPlaces.of(List.of(Map.entry("EUR", 9L), Map.entry("JPY", 9L)));
    assertBoundedBy("PRIMARY", database, BrowsingTransfers.ofAccount("external", places, 21));
  }

  private String anAccount(String currency) {
    String id = "acc-" + UUID.randomUUID();
    rest.put("/accounts/" + id, Map.of("currency", currency)).expect(201);
    return id;
  }

  private String deposit(String account, String currency) {
    return id(
        rest.post(
            "/accounts/" + account + "/deposits", Map.of("amount", 10, "currency", currency)));
  }

  private String transfer(String from, String to) {
    return id(
        rest.post("/transfers", Map.of("from", from, "to", to, "amount", 1, "currency", "EUR")));
  }

  private static String id(Rest.Answer answer) {
    return answer.expect(201).json().path("id").asText();
  }

  private List<String> ids(String list, int limit) {
    return pages.walk(list, limit, "id", () -> {});
  }
}
