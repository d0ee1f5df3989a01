package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Operation;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is true of every list in the OpenAPI document: of one that is added tomorrow, too. */
@QuarkusTest
class ListsTest {
  private static final List<String> NAMES =
      List.of("id", "sku", "type", "name", "backend", "currency", "transferId", "number");

  private final Rest rest = Rest.ofTest();
  private List<String> lists;

  @BeforeEach
  void findLists() {
    ValidRequests valid = new ValidRequests(rest);
    lists =
        Operation.all(rest).stream()
            .filter(each -> !each.isChange() && each.queryParameters().contains("after"))
            .map(each -> valid.of(each).path())
            .toList();
    assertThat(lists).hasSizeGreaterThanOrEqualTo(15);
  }

  @Test
  void refusesEveryWrongLimit() {
    for (String list : lists) {
      for (String limit : List.of("0", "101", "-1", "%2B5", "1.0", "ten", "", "%D9%A3", "1e1")) {
        expectRefused(list, "limit=" + limit, "limit");
      }
      expectRefused(list, "limit=5&limit=5", "limit");
    }
  }

  @Test
  void refusesEveryCursorThatItDidNotGiveOut() {
    Stream<String> keys = Stream.of("{}", "1 2", "\n", "/", "//", "a/EUR/b", "%", "é");
    List<String> wrong =
        Stream.concat(Stream.of("", "*", "a", "YQ=="), keys.map(ListsTest::cursor)).toList();
    for (String list : lists) {
      wrong.forEach(after -> expectRefused(list, "after=" + after, "after"));
    }
  }

  @Test
  void refusesEveryParameterThatItDoesNotKnow() {
    for (String list : lists) {
      expectRefused(list, "colour=red", "colour");
      expectRefused(list, "Limit=5", "Limit");
    }
  }

  @Test
  void endsAndShowsEachItemOnce() {
    for (String list : lists) {
      List<JsonNode> all = Pages.of(rest).walk(list, 100);
      List<String> names = all.stream().map(ListsTest::nameOf).toList();
      assertThat(names).as(list).doesNotHaveDuplicates();
      assertThat(names).as(list).noneMatch(String::isEmpty);
    }
  }

  @Test
  void goesOnWhereThePageBeforeHasEnded() {
    for (String list : lists) {
      JsonNode first = rest.get(Pages.with(list, "limit=1")).expect(200).json();
      if (first.path("hasMore").asBoolean() && !first.path("data").isEmpty()) {
        String after = "limit=1&after=" + first.path("next").asText();
        JsonNode second = rest.get(Pages.with(list, after)).expect(200).json();
        assertThat(second.path("data")).as(list).isNotEqualTo(first.path("data"));
      }
    }
  }

  private void expectRefused(String list, String parameter, String field) {
    Rest.Answer answer = rest.get(Pages.with(list, parameter));
    assertThat(answer.status()).as("%s with %s: %s", list, parameter, answer.text()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("invalid-request");
    assertThat(answer.json().path("errors").get(0).path("field").asText()).isEqualTo(field);
  }

  private static String nameOf(JsonNode item) {
    return NAMES.stream()
        .filter(item::has)
        .map(name -> item.path(name).asText())
        .collect(Collectors.joining("/"));
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
