package io.lockstep.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.http.PageWalk.Batch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of the numbers below a hundred, looked at ten at a time, some belong to the list. */
class PageWalkUnitTest {
  private static final int BATCH = 10;
  private static final int ALL = 100;

  private final List<String> asked = new ArrayList<>();

  @Test
  void goesOnUntilThePageIsFull() {
    Page<Integer> page = page(2, null, 5, 7);
    assertThat(page.data()).containsExactly(0, 7);
    assertThat(page.hasMore()).isTrue();
    assertThat(asked).containsExactly("", "9");
  }

  @Test
  void endsWhereNothingIsLeft() {
    Page<Integer> page = page(20, "MTk", 50, 49);
    assertThat(page.data()).containsExactly(49, 98);
    assertThat(page.hasMore()).isFalse();
    assertThat(page.next()).isNull();
  }

  @Test
  void givesAShortPageAfterSoManyBatches() {
    Page<Integer> first = page(20, null, 3, 49);
    assertThat(first.data()).containsExactly(0);
    assertThat(first.hasMore()).isTrue();
    assertThat(asked).hasSize(3);
    Page<Integer> second = page(20, first.next(), 3, 49);
    assertThat(second.data()).containsExactly(49);
  }

  private Page<Integer> page(int limit, String cursor, int mostBatches, int multiplesOf) {
    Page.Request request = Page.Request.of(Integer.toString(limit), cursor);
    Uni<Page<Integer>> page =
        PageWalk.fill(
            request,
            request.after() == null ? "" : request.after(),
            mostBatches,
            Object::toString,
            after -> Uni.createFrom().item(batch(after, multiplesOf)));
    return page.await().atMost(Duration.ofSeconds(5));
  }

  private Batch<Integer> batch(String after, int multiplesOf) {
    asked.add(after);
    int from = after.isEmpty() ? 0 : Integer.parseInt(after) + 1;
    int last = Math.min(ALL, from + BATCH) - 1;
    return new Batch<>(
        IntStream.rangeClosed(from, last).filter(n -> n % multiplesOf == 0).boxed().toList(),
        last == ALL - 1 ? null : Integer.toString(last));
  }
}
