package io.lockstep.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.http.Page.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageUnitTest {
  private static final List<String> ALL = List.of("a", "b", "c", "d", "é😀", "f", "g");

  @Test
  void hasNoMoreWhereAllRowsFit() {
    for (List<String> rows : List.of(List.<String>of(), List.of("a"), List.of("a", "b"))) {
      assertThat(Page.of(rows, Request.of("2", null), Function.identity()))
          .isEqualTo(new Page<>(rows, false, null));
    }
  }

  @Test
  void hasMoreWhereOneRowDoesNotFit() {
    Page<String> page = Page.of(List.of("a", "b", "c"), Request.of("2", null), Function.identity());

    assertThat(page.data()).containsExactly("a", "b");
    assertThat(page.hasMore()).isTrue();
    assertThat(Request.of("2", page.next()).after()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "6", "7", "8"})
  void leadsThroughAListWithoutAGapOrARepetition(String limit) {
    List<String> read = new ArrayList<>();
    Page<String> page = read(Request.of(limit, null));
    read.addAll(page.data());
    while (page.hasMore()) {
      page = read(Request.of(limit, page.next()));
      read.addAll(page.data());
    }
    assertThat(read).isEqualTo(ALL);
    assertThat(page.next()).isNull();
  }

  private static Page<String> read(Request request) {
    int from = request.after() == null ? 0 : ALL.indexOf(request.after()) + 1;
    List<String> rows = ALL.stream().skip(from).limit(request.rowsToRead()).toList();
    return Page.of(rows, request, Function.identity());
  }

  @Test
  void keepsItsPlaceWhenItsItemsAreShown() {
    Page<Integer> page = Page.of(List.of(1, 2, 3), Request.of("2", null), String::valueOf);

    assertThat(page.map(number -> "no. " + number))
        .isEqualTo(new Page<>(List.of("no. 1", "no. 2"), true, page.next()));
  }

  @Test
  void fitsTwentyUnlessTheCallerSaysOtherwise() {
    assertThat(Request.of(null, null)).isEqualTo(new Request(20, null));
    IntStream.rangeClosed(1, 100)
        .forEach(
            limit ->
                assertThat(Request.of(String.valueOf(limit), null).rowsToRead())
                    .isEqualTo(limit + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "101", "1000", "-1", "+5", "05", " 5", "5 ", "5\n", "5.0", "1e1", "٥"})
  void refusesALimitThatIsNone(String limit) {
    assertRefused(() -> Request.of(limit, null), "limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "YQ==", "YR", "YQ ", "Y", "_w", "4pY", "YQ\n", "+/8"})
  void refusesACursorThatNoListGaveOut(String cursor) {
    assertRefused(() -> Request.of(null, cursor), "after");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5, Long.MAX_VALUE, Long.MIN_VALUE})
  void continuesBehindANumber(long number) {
    assertThat(after(String.valueOf(number)).afterNumber(42)).isEqualTo(number);
  }

  @Test
  void beginsWithTheFirstNumber() {
    assertThat(Request.of(null, null).afterNumber(42)).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "+5", "05", "-0", " 5", "5.0", "٥", "9223372036854775808"})
  void refusesACursorThatIsNotANumber(String key) {
    assertRefused(() -> after(key).afterNumber(0), "after");
  }

  @Test
  void continuesBehindAnId() {
    assertThat(Request.of(null, null).afterId(id -> false)).isEmpty();
    assertThat(after("a-7").afterId(id -> id.startsWith("a-"))).isEqualTo("a-7");
    assertRefused(() -> after("b-7").afterId(id -> id.startsWith("a-")), "after");
  }

  private static Request after(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Request.of(null, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static void assertRefused(ThrowingCallable reading, String field) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            Problem.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.body().get("errors")).asString().contains(field);
            });
  }
}
