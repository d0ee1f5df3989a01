package io.lockstep.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubjectTurnsUnitTest {
  private final SubjectTurns turns = new SubjectTurns();
  private final List<String> ran = new ArrayList<>();

  @Test
  void letsOneSubjectThroughOneAfterTheOther() {
    enter("order-1", "a");
    enter("order-1", "b");
    enter("order-1", "c");
    assertThat(ran).containsExactly("a");

    turns.leave("order-1");
    assertThat(ran).containsExactly("a", "b");
    turns.leave("order-1");
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void letsDifferentSubjectsThroughSideBySide() {
    enter("order-1", "a");
    enter("order-2", "b");
    enter("order-2", "c");
    assertThat(ran).containsExactly("a", "b");

    turns.leave("order-1");
    assertThat(ran).containsExactly("a", "b");
  }

  @Test
  void holdsNothingUpThatIsAboutNothing() {
    enter("", "a");
    enter("", "b");
    turns.leave("");

    assertThat(ran).containsExactly("a", "b");
  }

  @Test
  void beginsAnewWhenAllHaveLeft() {
    enter("order-1", "a");
    turns.leave("order-1");

    enter("order-1", "b");

    assertThat(ran).containsExactly("a", "b");
  }

  @Test
  void letsThroughWhatLeavesWithinItsOwnTurn() {
    enter("order-1", "a");
    for (int i = 0; i < 100; i++) {
      String name = "b" + i;
      turns.enter(
          "order-1",
          () -> {
            ran.add(name);
            turns.leave("order-1");
          });
    }
    turns.leave("order-1");
    enter("order-1", "c");

    assertThat(ran).hasSize(102).startsWith("a", "b0", "b1").endsWith("b99", "c");
  }

  @Test
  void letsNoTwoOfOneSubjectThroughAtATimeOnManyThreads() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger mostInside = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(2000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 2000; i++) {
        threads.execute(
            () ->
                turns.enter(
                    "order-1",
                    () -> {
                      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      threads.execute(
                          () -> {
                            inside.decrementAndGet();
                            turns.leave("order-1");
                            left.countDown();
                          });
                    }));
      }
      assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdown();
    }
    assertThat(mostInside).hasValue(1);
  }

  private void enter(String subject, String name) {
    turns.enter(subject, () -> ran.add(name));
  }
}
