package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Rest;
import io.lockstep.testing.Server;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two packaged services and their locks, on good days and bad ones. */
class LocksIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration TTL = Duration.ofSeconds(1);

  private final Stack stack = Stack.current();

  @Test
  void aLockOverRestHasOneHolderAmongFiftyCallersOfTwoServices() {
    try (PackagedService first = PackagedService.start();
        PackagedService second = PackagedService.start()) {
      AtomicInteger holders = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<CompletableFuture<Long>> fences =
          IntStream.range(0, 50)
              .mapToObj(i -> (i % 2 == 0 ? first : second).rest())
              .map(
                  rest ->
                      rest.callLater("POST", "/locks/it-fifty", Map.of("waitMs", 30_000))
                          .thenApply(
                              lock -> {
                                most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                                holders.decrementAndGet();
                                return release(rest, lock.expect(201).json());
                              }))
              .toList();
      List<Long> inOrder = fences.stream().map(CompletableFuture::join).sorted().toList();
      assertThat(most).hasValue(1);
      assertThat(inOrder).hasSize(50).doesNotHaveDuplicates();
    }
  }

  private static long release(Rest rest, JsonNode lock) {
    rest.delete("/locks/" + lock.path("name").asText() + "/" + lock.path("token").asText())
        .expect(204);
    return lock.path("fence").asLong();
  }

  /** What becomes of Redis while the holder sleeps. */
  enum Meanwhile {
    NOTHING,
    REDIS_IS_FLUSHED_AND_RESTARTED
  }

  /**
   * The pause must hit a holder between its grant and its write, so it is made again until one has
   * come back too late: its lock was lost, or its write was refused by the fence.
   */
  @ParameterizedTest
  @EnumSource
  void aHolderThatSleptPastItsTtlComesBackAndChangesNothing(Meanwhile meanwhile) {
    try (PackagedService sleeper = service();
        PackagedService other = service()) {
      String sku = OrderFixture.through(other.rest()).aProductWithStock(1_000_000);
      Reservations load = new Reservations(sku);
      boolean wentOn = false;
      for (int round = 0; round < 20 && !(wentOn && tooLate(sleeper) > 0); round++) {
        load.start(sleeper.rest(), 8);
        load.awaitSome(20);
        sleeper.pause();
        load.start(other.rest(), 2);
        beyondTheTtl();
        if (meanwhile == Meanwhile.REDIS_IS_FLUSHED_AND_RESTARTED) {
          flushRedis();
          stack.kill(Server.REDIS);
          stack.start(Server.REDIS);
        }
        wentOn |= load.hasMoreWithin(TTL.multipliedBy(2));
        sleeper.resume();
        load.stop();
      }
      assertThat(tooLate(sleeper)).as("came back too late").isPositive();
      assertThat(wentOn).as("the other went on").isTrue();
      assertThat(other.rest().get("/stock/" + sku).expect(200).json().path("reserved").asInt())
          .isEqualTo(load.held());
      JsonNode audit = other.rest().get("/audit").expect(200).json();
      assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
    } finally {
      stack.start(Server.REDIS);
    }
  }

  private void flushRedis() {
    URI redis = URI.create(stack.setting("QUARKUS_REDIS_HOSTS"));
    try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(3);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("+OK");
    } catch (IOException notReached) {
      throw new UncheckedIOException(notReached);
    }
  }

  private PackagedService service() {
    return PackagedService.on(stack)
        .with("lockstep.inventory.guard", "redis-lock")
        .with("lockstep.inventory.lock-ttl", TTL.toMillis() + "ms")
        .start();
  }

  private static void beyondTheTtl() {
    long end = System.nanoTime() + TTL.multipliedBy(2).toNanos();
    Awaitility.await("the lock of the sleeper has ended")
        .atMost(TIMEOUT)
        .until(() -> System.nanoTime() - end > 0);
  }

  private static double tooLate(PackagedService service) {
    String metrics = service.rest().get("/q/metrics").expect(200).text();
    return counter(metrics, "lockstep_locks_lost_total")
        + counter(metrics, "lockstep_locks_refused_total");
  }

  private static double counter(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("backend=\"redis\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Callers who reserve one unit again and again, and count what they were promised. */
  private static final class Reservations {
    private final String sku;
    private final AtomicInteger held = new AtomicInteger();
    private AtomicBoolean going = new AtomicBoolean(true);
    private List<CompletableFuture<Void>> callers = List.of();

    Reservations(String sku) {
      this.sku = sku;
    }

    void start(Rest rest, int count) {
      AtomicBoolean thisTime = going;
      List<CompletableFuture<Void>> more =
          IntStream.range(0, count).mapToObj(i -> reserveWhile(thisTime, rest)).toList();
      callers = Stream.concat(callers.stream(), more.stream()).toList();
    }

    /**
     * Whatever the answer: 409 where the stock is busy for too long, 503 where too much is away.
     */
    private CompletableFuture<Void> reserveWhile(AtomicBoolean more, Rest rest) {
      return rest.callLater("POST", "/stock/" + sku + "/reservations", Map.of("quantity", 1))
          .thenCompose(
              answer -> {
                assertThat(answer.status()).as(answer.text()).isIn(201, 409, 503);
                if (answer.status() == 201) {
                  held.incrementAndGet();
                }
                return more.get()
                    ? reserveWhile(more, rest)
                    : CompletableFuture.completedFuture(null);
              });
    }

    void awaitSome(int units) {
      int before = held.get();
      Awaitility.await("more reservations")
          .atMost(TIMEOUT)
          .until(() -> held.get() >= before + units);
    }

    /** Not so while the sleeper has the row itself, in a transaction that it left open. */
    boolean hasMoreWithin(Duration time) {
      int before = held.get();
      try {
        Awaitility.await().atMost(time).until(() -> held.get() > before + 5);
        return true;
      } catch (ConditionTimeoutException none) {
        return false;
      }
    }

    void stop() {
      going.set(false);
      callers.forEach(caller -> caller.orTimeout(90, TimeUnit.SECONDS).join());
      callers = List.of();
      going = new AtomicBoolean(true);
    }

    int held() {
      return held.get();
    }
  }
}
