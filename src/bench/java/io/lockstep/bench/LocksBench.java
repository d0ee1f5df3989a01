package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.locks.leases.LockBackend;
import io.lockstep.locks.leases.LockRequest;
import io.lockstep.locks.leases.Locks;
import io.lockstep.locks.leases.StandaloneLocks;
import io.lockstep.sql.StandaloneTransactions;
import io.lockstep.testing.Latencies;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Acquire and release as often as possible: one caller alone, and many on one name; each backend,
 * beside Redisson and beside the bare two round trips (SET NX PX, DEL) of the same Redis client.
 * The rounds of all series take turns, so what else the machine does meets them alike. All callers
 * are asynchronous; latency is from the wish to the grant.
 */
final class LocksBench {
  private static final int ROUNDS = 5;
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String ALONE = "bench/alone";
  private static final String CROWDED = "bench/crowded";

  private final int callers;
  private final Duration slice;
  private final Map<String, String> settings = System.getenv();
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Series> series = new LinkedHashMap<>();

  LocksBench(int callers, Duration time) {
    this.callers = callers;
    this.slice = time.dividedBy(ROUNDS);
  }

  String run() throws Exception {
    String url = settings.get("QUARKUS_REDIS_HOSTS");
    Redis client = Redis.createClient(vertx, url);
    Locks locks =
        StandaloneLocks.connect(vertx, client, StandaloneTransactions.on(vertx, settings));
    Config config = new Config();
    config.useSingleServer().setAddress(url);
    RedissonClient redisson = Redisson.create(config);
    RedisConnection bare =
        client.connect().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

    add("bare round trips", 1, bare(bare));
    add("redis", 1, ours(locks.redis(), ALONE));
    add("redisson", 1, redisson(redisson, ALONE));
    add("redlock", 1, ours(locks.redlock(), ALONE + "/redlock"));
    add("database", 1, ours(locks.database(), ALONE + "/database"));
    add("redis", callers, ours(locks.redis(), CROWDED));
    add("redisson", callers, redisson(redisson, CROWDED));
    add("redlock", callers, ours(locks.redlock(), CROWDED + "/redlock"));
    add("database", callers, ours(locks.database(), CROWDED + "/database"));

    for (Series one : series.values()) {
      one.round(slice, false);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.printf("bench locks: round %d of %d%n", round, ROUNDS);
      for (Series one : series.values()) {
        one.round(slice, true);
      }
    }
    return report();
  }

  private void add(String name, int count, Action action) {
    series.put(name + "/" + count, new Series(name, count, action));
  }

  private static Action bare(RedisConnection connection) {
    Request take =
        Request.cmd(Command.SET)
            .arg(ALONE + "/bare")
            .arg("0123456789abcdef012345")
            .arg("NX")
            .arg("PX")
            .arg(TTL.toMillis());
    Request release = Request.cmd(Command.DEL).arg(ALONE + "/bare");
    return (caller, granted) ->
        Uni.createFrom()
            .emitter(
                emitter ->
                    connection
                        .send(take)
                        .onSuccess(
                            taken -> {
                              granted.run();
                              connection
                                  .send(release)
                                  .onSuccess(emitter::complete)
                                  .onFailure(emitter::fail);
                            })
                        .onFailure(emitter::fail));
  }

  private static Action ours(LockBackend backend, String name) {
    LockRequest request = LockRequest.of(name).lasting(TTL).waiting(TIMEOUT);
    return (caller, granted) ->
        backend
            .acquire(request)
            .flatMap(
                lock -> {
                  granted.run();
                  return lock.orElseThrow().release();
                });
  }

  private static Action redisson(RedissonClient client, String name) {
    RLock lock = client.getLock(name + "/redisson");
    return (caller, granted) ->
        Uni.createFrom()
            .completionStage(
                () ->
                    lock.lockAsync(TTL.toMillis(), TimeUnit.MILLISECONDS, caller)
                        .thenCompose(
                            locked -> {
                              granted.run();
                              return lock.unlockAsync(caller);
                            }));
  }

  private String report() {
    StringBuilder lines = new StringBuilder();
    series.values().forEach(one -> lines.append(one.line()).append('\n'));
    ObjectNode ratios = new ObjectMapper().createObjectNode();
    ratios.put("bench", "locks");
    ratios.put("series", "ratios, each the median of " + ROUNDS + " rounds");
    ratios.put("redisToBareRoundTrips", ratio("redis/1", "bare round trips/1"));
    ratios.put("redisToRedisson", ratio("redis/1", "redisson/1"));
    ratios.put("contendedRedisToRedisson", ratio("redis/" + callers, "redisson/" + callers));
    return lines.append(ratios).toString();
  }

  private double ratio(String ours, String theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ratios.add(series.get(ours).rates.get(round) / series.get(theirs).rates.get(round));
    }
    return Math.round(median(ratios) * 100) / 100.0;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Takes the lock, says so, and gives it back. */
  private interface Action {
    Uni<?> run(long caller, Runnable granted);
  }

  private final class Series {
    private final String name;
    private final int callers;
    private final Action action;
    private final Latencies latencies = new Latencies();
    private final List<Double> rates = new ArrayList<>();
    private final AtomicLong errors = new AtomicLong();

    Series(String name, int callers, Action action) {
      this.name = name;
      this.callers = callers;
      this.action = action;
    }

    void round(Duration time, boolean measured) {
      long began = System.nanoTime();
      long end = began + time.toNanos();
      AtomicLong turns = new AtomicLong();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      Context context = vertx.getOrCreateContext();
      for (int i = 1; i <= callers; i++) {
        long caller = i;
        CompletableFuture<Void> done = new CompletableFuture<>();
        all.add(done);
        context.runOnContext(none -> turn(caller, end, turns, measured, done));
      }
      all.forEach(CompletableFuture::join);
      if (measured) {
        rates.add(turns.get() / ((System.nanoTime() - began) / 1e9));
      }
    }

    private void turn(
        long caller, long end, AtomicLong turns, boolean measured, CompletableFuture<Void> done) {
      long began = System.nanoTime();
      if (began >= end) {
        done.complete(null);
        return;
      }
      action
          .run(
              caller,
              () -> {
                if (measured) {
                  latencies.add((System.nanoTime() - began) / 1000);
                }
              })
          .subscribe()
          .with(
              released -> {
                turns.incrementAndGet();
                turn(caller, end, turns, measured, done);
              },
              failure -> {
                errors.incrementAndGet();
                turn(caller, end, turns, measured, done);
              });
    }

    ObjectNode line() {
      ObjectNode line = new ObjectMapper().createObjectNode();
      line.put("bench", "locks");
      line.put("series", callers == 1 ? "uncontended" : "one name");
      line.put("backend", name);
      line.put("callers", callers);
      line.put("perSecond", Math.round(median(rates)));
      line.put("p50Ms", latencies.percentile(0.50));
      line.put("p99Ms", latencies.percentile(0.99));
      line.put("errors", errors.get());
      return line;
    }
  }
}
