package io.lockstep.locks.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.locks.waiting.WaitQueue.Next;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who waits asks for {@code anna}, and gets {@code anna's}. */
class WaitQueueUnitTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final String DOOR = "door";

  private static Vertx vertx;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<WhoWaits> told = new CopyOnWriteArrayList<>();
  private final List<String> givenBack = new CopyOnWriteArrayList<>();
  private final Queue<Uni<Turn<String>>> answers = new ArrayDeque<>();
  private final WaitQueue<String, String> one =
      new WaitQueue<>(vertx, this::look, givenBack::add, false);
  private final WaitQueue<String, String> several =
      new WaitQueue<>(vertx, this::look, givenBack::add, true);

  @BeforeAll
  static void makeTimers() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void endTimers() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  // ---------------------------------------------------------------------------------------------
  // In line

  @Test
  void servesTheFirstAtOnceWhereItIsFree() {
    nextAnswers(won("anna"));

    assertServed(enter(one, "anna"), "anna");
    assertThat(asked).containsExactly("anna");
    assertIsEmpty(one);
  }

  @Test
  void letsOnlyTheFirstOfALineLook() {
    enterAll("anna", "ben", "cleo");

    assertThat(asked).containsExactly("anna");
    assertThat(one.size()).isEqualTo(3);
    assertThat(one.names()).isEqualTo(1);
  }

  /** Whoever wins says so only of those whom it knows of; the next one says the rest. */
  @Test
  void saysWhoWaits() {
    PendingLook first = new PendingLook();
    nextAnswers(first.answer(), busyFor(LONG), won("ben"));
    enterAll("anna", "ben", "cleo");
    first.brings(Turn.won("anna's"));

    one.wake(DOOR);
    one.wake(DOOR);

    assertThat(asked).containsExactly("anna", "ben", "ben", "cleo");
    assertThat(told)
        .containsExactly(
            WhoWaits.THE_CALLER, WhoWaits.OTHERS, WhoWaits.OTHERS, WhoWaits.THE_CALLER);
  }

  @Test
  void letsOneOfTwoWhoEnterAnEmptyQueueAtOnceAskForBoth() {
    PendingLook first = new PendingLook();
    nextAnswers(first.answer(), busyFor(LONG));
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    assertThat(asked).containsExactly("anna");

    first.brings(Turn.won("anna's"));

    assertServed(anna, "anna");
    assertThat(ben).isNotDone();
    assertThat(asked).containsExactly("anna", "ben");
  }

  @Test
  void asksOnceForACallerWhoWillNotWait() {
    var anna = enter(one, "anna");
    nextAnswers(busyFor(SHORT), won("cleo"));

    assertThat(enter(one, DOOR, "ben", Duration.ZERO, SHORT))
        .isCompletedWithValue(Optional.empty());
    assertServed(enter(one, DOOR, "cleo", Duration.ZERO, SHORT), "cleo");

    assertThat(told).containsExactly(WhoWaits.THE_CALLER, WhoWaits.NOBODY, WhoWaits.NOBODY);
    assertThat(anna).isNotDone();
  }

  @Test
  void givesBackWhatIsGotForACallerWhoWouldNotWaitAndHasGone() {
    PendingLook look = new PendingLook();
    nextAnswers(look.answer());
    enter(one, DOOR, "anna", Duration.ZERO, LONG).cancel(true);

    look.brings(Turn.won("anna's"));

    assertThat(givenBack).containsExactly("anna's");
  }

  @Test
  void failsACallerWhoWillNotWaitAlone() {
    var anna = enter(one, "anna");
    PendingLook look = new PendingLook();
    nextAnswers(look.answer());
    var ben = enter(one, DOOR, "ben", Duration.ZERO, LONG);

    look.failsWith(new IllegalStateException("no server"));

    assertThatThrownBy(ben::join).hasRootCauseMessage("no server");
    assertThat(anna).isNotDone();
  }

  @Test
  void servesCallersInTheOrderInWhichTheyCame() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    var cleo = enter(one, "cleo");

    nextAnswers(won("anna"), won("ben"), won("cleo"));
    one.wake(DOOR);
    assertServed(anna, "anna");
    assertThat(ben).isNotDone();
    one.wake(DOOR);
    assertServed(ben, "ben");
    assertThat(cleo).isNotDone();
    one.wake(DOOR);
    assertServed(cleo, "cleo");

    assertThat(asked).containsExactly("anna", "anna", "ben", "cleo");
    assertIsEmpty(one);
  }

  @Test
  void hasALineOfItsOwnForEachName() {
    var anna = enter(one, "anna");
    nextAnswers(won("ben"));

    assertServed(enter(one, "window", "ben", LONG, LONG), "ben");
    assertThat(anna).isNotDone();
    one.wake("window");
    assertThat(asked).containsExactly("anna", "ben");
    assertThat(one.names()).isEqualTo(1);
  }

  @Test
  void servesAllForWhomThereIsRoomWithOneLook() {
    var anna = enter(several, "anna");
    var ben = enter(several, "ben");
    var cleo = enter(several, "cleo");

    nextAnswers(won("anna"), won("ben"));
    several.wake(DOOR);

    assertServed(anna, "anna");
    assertServed(ben, "ben");
    assertThat(cleo).isNotDone();
    assertThat(several.size()).isEqualTo(1);
  }

  // ---------------------------------------------------------------------------------------------
  // When the first looks

  @Test
  void looksWhenTheHoldersTimeEnds() throws Exception {
    nextAnswers(busyFor(SHORT), won("anna"));

    assertThat(enter(one, "anna").get(10, TimeUnit.SECONDS)).contains("anna's");
  }

  @Test
  void looksAfterTheRetryDelay() throws Exception {
    nextAnswers(busyFor(LONG), busyFor(LONG), won("anna"));

    assertThat(enter(one, DOOR, "anna", LONG, SHORT).get(10, TimeUnit.SECONDS)).contains("anna's");
    assertThat(asked).hasSize(3);
  }

  @Test
  void looksOnceMoreForWhatWasReleasedWhileItLooked() {
    PendingLook first = new PendingLook();
    nextAnswers(first.answer(), won("anna"));
    var anna = enter(one, "anna");

    one.wake(DOOR);
    one.wake(DOOR);
    assertThat(asked).containsExactly("anna");
    first.brings(Turn.busy());

    assertServed(anna, "anna");
    assertThat(asked).containsExactly("anna", "anna");
  }

  @Test
  void wakesNobodyWhereNobodyWaits() {
    one.wake(DOOR);

    assertThat(asked).isEmpty();
  }

  @Test
  void failsAllOfALineWithTheFirst() {
    PendingLook first = new PendingLook();
    nextAnswers(first.answer());
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");

    first.failsWith(new IllegalStateException("no server"));

    assertThatThrownBy(anna::join).hasRootCauseMessage("no server");
    assertThatThrownBy(ben::join).hasRootCauseMessage("no server");
    assertIsEmpty(one);
  }

  // ---------------------------------------------------------------------------------------------
  // Who goes

  @Test
  void answersNothingWhenTheWaitIsOver() throws Exception {
    assertThat(enter(one, DOOR, "anna", SHORT, LONG).get(10, TimeUnit.SECONDS)).isEmpty();
    assertIsEmpty(one);
  }

  @Test
  void goesOnWithTheOthersWhenTheWaitOfTheFirstIsOver() throws Exception {
    var anna = enter(one, DOOR, "anna", Duration.ofMillis(20), LONG);
    var ben = enter(one, "ben");
    assertThat(anna.get(10, TimeUnit.SECONDS)).isEmpty();

    nextAnswers(won("ben"));
    one.wake(DOOR);

    assertServed(ben, "ben");
  }

  @Test
  void passesOverACallerWhoHasGivenUp() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    var cleo = enter(one, "cleo");
    ben.cancel(true);
    assertThat(one.size()).isEqualTo(2);

    nextAnswers(won("anna"), won("cleo"));
    one.wake(DOOR);
    one.wake(DOOR);

    assertServed(anna, "anna");
    assertServed(cleo, "cleo");
    assertThat(asked).doesNotContain("ben");
  }

  @Test
  void looksForTheNextWhenTheFirstHasGivenUp() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    anna.cancel(true);

    nextAnswers(won("ben"));
    one.wake(DOOR);

    assertServed(ben, "ben");
    assertIsEmpty(one);
  }

  @Test
  void givesBackWhatIsGotForACallerWhoHasGone() {
    PendingLook look = new PendingLook();
    nextAnswers(look.answer());
    var anna = enter(one, "anna");
    anna.cancel(true);

    look.brings(Turn.won("anna's"));

    assertThat(givenBack).containsExactly("anna's");
    assertIsEmpty(one);
  }

  // ---------------------------------------------------------------------------------------------
  // Handing over

  @Test
  void handsOverToTheFirst() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");

    Next<String, String> next = one.next(DOOR).orElseThrow();
    assertThat(next.request()).isEqualTo("anna");
    next.served("handed over");

    assertThat(anna).isCompletedWithValue(Optional.of("handed over"));
    assertThat(ben).isNotDone();
    assertThat(one.size()).isEqualTo(1);
    assertThat(givenBack).isEmpty();
  }

  @Test
  void handsOverToNobodyTwice() {
    enterAll("anna", "ben");

    assertThat(one.next(DOOR).orElseThrow().request()).isEqualTo("anna");
    assertThat(one.next(DOOR).orElseThrow().request()).isEqualTo("ben");
    assertThat(one.next(DOOR)).isEmpty();
    assertThat(one.next("window")).isEmpty();
  }

  @Test
  void putsACallerBackAsTheFirstWhoWasNotServed() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    Next<String, String> next = one.next(DOOR).orElseThrow();

    nextAnswers(won("anna"));
    next.notServed();

    assertServed(anna, "anna");
    assertThat(ben).isNotDone();
  }

  @Test
  void givesBackWhatIsHandedToACallerWhoHasGone() {
    var anna = enter(one, "anna");
    Next<String, String> next = one.next(DOOR).orElseThrow();
    anna.cancel(true);

    next.served("handed over");

    assertThat(givenBack).containsExactly("handed over");
    assertIsEmpty(one);
  }

  @Test
  void forgetsACallerWhoHasGoneAndWasNotServed() {
    var anna = enter(one, "anna");
    var ben = enter(one, "ben");
    Next<String, String> next = one.next(DOOR).orElseThrow();
    anna.cancel(true);

    nextAnswers(won("ben"));
    next.notServed();

    assertServed(ben, "ben");
    assertIsEmpty(one);
  }

  @Test
  void answersNothingToACallerWhoseWaitEndedWhileItWasNotServed() throws Exception {
    PendingLook look = new PendingLook();
    nextAnswers(look.answer());
    var anna = enter(one, DOOR, "anna", SHORT, LONG);
    Next<String, String> next = one.next(DOOR).orElseThrow();
    look.brings(Turn.busy());
    Awaitility.await().pollDelay(SHORT.multipliedBy(4)).until(() -> !anna.isDone());

    next.notServed();

    assertThat(anna.get(10, TimeUnit.SECONDS)).isEmpty();
    assertIsEmpty(one);
  }

  /** What anna asked for herself comes as well, and is one too many. */
  @Test
  void givesBackWhatIsWonByACallerWhoIsBeingServed() {
    PendingLook look = new PendingLook();
    nextAnswers(look.answer());
    var anna = enter(one, "anna");
    Next<String, String> next = one.next(DOOR).orElseThrow();

    look.brings(Turn.won("anna's"));
    assertThat(givenBack).containsExactly("anna's");
    next.served("handed over");

    assertThat(anna).isCompletedWithValue(Optional.of("handed over"));
    assertIsEmpty(one);
  }

  // ---------------------------------------------------------------------------------------------
  // Threads

  /** It is on its way to the caller's event loop when the caller goes. */
  @Test
  void givesBackWhatReachesACallerTooLate() throws Exception {
    Context callers = vertx.getOrCreateContext();
    CountDownLatch handedOver = new CountDownLatch(1);
    AtomicBoolean served = new AtomicBoolean();
    callers.runOnContext(
        none -> {
          Cancellable anna =
              one.enter(DOOR, "anna", LONG, LONG)
                  .subscribe()
                  .with(got -> served.set(true), failure -> served.set(true));
          CompletableFuture.runAsync(() -> one.next(DOOR).orElseThrow().served("handed over"))
              .join();
          anna.cancel();
          handedOver.countDown();
        });
    assertThat(handedOver.await(10, TimeUnit.SECONDS)).isTrue();

    Awaitility.await().until(() -> givenBack.contains("handed over"));
    assertThat(served).isFalse();
  }

  @Test
  void answersOnTheContextOfTheCaller() throws Exception {
    Context callers = vertx.getOrCreateContext();
    CompletableFuture<Boolean> onHisContext = new CompletableFuture<>();
    callers.runOnContext(
        none ->
            one.enter(DOOR, "anna", LONG, LONG)
                .subscribe()
                .with(
                    got -> onHisContext.complete(Vertx.currentContext() == callers),
                    onHisContext::completeExceptionally));
    Awaitility.await().until(() -> asked.contains("anna"));

    one.next(DOOR).orElseThrow().served("handed over");

    assertThat(onHisContext.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void servesManyCallersOnManyThreadsOneAtATime() throws Exception {
    Hall hall = new Hall();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch served = new CountDownLatch(400);
    try {
      for (int i = 0; i < 400; i++) {
        String caller = "caller " + i;
        threads.execute(
            () ->
                hall.queue
                    .enter(DOOR, caller, LONG, SHORT)
                    .subscribe()
                    .with(
                        got -> {
                          hall.isEntered();
                          threads.execute(
                              () -> {
                                hall.isLeft();
                                served.countDown();
                              });
                        }));
      }
      assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdown();
    }
    assertThat(hall.mostInside).hasValue(1);
    assertIsEmpty(hall.queue);
  }

  private Uni<Turn<String>> look(String request, WhoWaits whoWaits) {
    asked.add(request);
    told.add(whoWaits);
    Uni<Turn<String>> answer = answers.poll();
    return answer == null ? busyFor(LONG) : answer;
  }

  @SafeVarargs
  private void nextAnswers(Uni<Turn<String>>... next) {
    answers.addAll(List.of(next));
  }

  private List<CompletableFuture<Optional<String>>> enterAll(String... requests) {
    return Stream.of(requests).map(request -> enter(one, request)).toList();
  }

  private static CompletableFuture<Optional<String>> enter(
      WaitQueue<String, String> queue, String request) {
    return enter(queue, DOOR, request, LONG, LONG);
  }

  private static CompletableFuture<Optional<String>> enter(
      WaitQueue<String, String> queue,
      String name,
      String request,
      Duration wait,
      Duration retryDelay) {
    return queue.enter(name, request, wait, retryDelay).subscribeAsCompletionStage();
  }

  private static Uni<Turn<String>> won(String request) {
    return Uni.createFrom().item(Turn.won(request + "'s"));
  }

  private static Uni<Turn<String>> busyFor(Duration remaining) {
    return Uni.createFrom().item(Turn.busyFor(remaining));
  }

  private static void assertServed(CompletableFuture<Optional<String>> caller, String request) {
    assertThat(caller).isCompletedWithValue(Optional.of(request + "'s"));
  }

  private static void assertIsEmpty(WaitQueue<String, String> queue) {
    assertThat(queue.size()).isZero();
    assertThat(queue.names()).isZero();
  }

  /** Has room for one, who hands over to the next or leaves the door open. */
  private static final class Hall {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final WaitQueue<String, String> queue =
        new WaitQueue<>(vertx, this::look, key -> leaveOpen(), false);

    private Uni<Turn<String>> look(String request, WhoWaits whoWaits) {
      return Uni.createFrom()
          .item(() -> taken.compareAndSet(false, true) ? Turn.won("key") : Turn.busy());
    }

    void isEntered() {
      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
    }

    void isLeft() {
      inside.decrementAndGet();
      queue.next(DOOR).ifPresentOrElse(next -> next.served("key"), this::leaveOpen);
    }

    private void leaveOpen() {
      taken.set(false);
      queue.wake(DOOR);
    }
  }

  /** A look that is under way. */
  private static final class PendingLook {
    private UniEmitter<? super Turn<String>> emitter;

    Uni<Turn<String>> answer() {
      return Uni.createFrom().emitter(asked -> emitter = asked);
    }

    void brings(Turn<String> turn) {
      emitter.complete(turn);
    }

    void failsWith(Throwable failure) {
      emitter.fail(failure);
    }
  }
}
