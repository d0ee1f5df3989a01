package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Orders end to end: callers post as fast as they are answered, each order is followed until it is
 * confirmed. Confirmed per second counts from the first post to the last confirmation.
 */
final class OrdersBench {
  private static final int USERS = 100;
  private static final int SKUS = 20;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final Rest rest;
  private final int callers;
  private final Duration time;
  private final Map<String, Long> open = new ConcurrentHashMap<>();
  private final Latencies posts = new Latencies();
  private final Latencies confirmations = new Latencies();
  private final AtomicLong errors = new AtomicLong();
  private final Queue<String> users = new ConcurrentLinkedQueue<>();
  private final Queue<String> skus = new ConcurrentLinkedQueue<>();
  private volatile boolean measuring;
  private volatile long lastConfirmed;

  OrdersBench(URI service, int callers, Duration time) {
    this.rest = Rest.at(service);
    this.callers = callers;
    this.time = time;
  }

  String run() throws InterruptedException {
    prepare();
    say("warming up for %d s", WARM_UP.toSeconds());
    load(WARM_UP);
    drain();
    measuring = true;
    long began = System.nanoTime();
    load(time);
    double postedIn = secondsSince(began);
    drain();
    return report(postedIn, (lastConfirmed - began) / 1e9);
  }

  private void prepare() {
    say("preparing %d users and %d products", USERS, SKUS);
    OrderFixture given = OrderFixture.through(rest);
    IntStream.range(0, USERS).parallel().forEach(i -> users.add(given.aRichUser()));
    IntStream.range(0, SKUS).forEach(i -> skus.add(given.aProductWithStock(100_000_000)));
  }

  private void load(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      threads[i] = new Thread(() -> postUntil(end), "caller-" + i);
      threads[i].start();
    }
    Thread follower = new Thread(() -> followUntil(end), "follower");
    follower.start();
    while (System.nanoTime() < end) {
      Thread.sleep(1000);
      say("%d accepted, %d confirmed", posts.count(), confirmations.count());
    }
    for (Thread thread : threads) {
      thread.join();
    }
    follower.join();
  }

  private void postUntil(long end) {
    String[] everyUser = users.toArray(String[]::new);
    String[] everySku = skus.toArray(String[]::new);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end) {
      String user = everyUser[random.nextInt(everyUser.length)];
      String sku = everySku[random.nextInt(everySku.length)];
      long began = System.nanoTime();
      try {
        Rest.Answer answer = rest.post("/orders", OrderFixture.anOrderOf(user, sku, 1));
        if (answer.status() == 201) {
          note(posts, began);
          open.put(answer.json().path("id").asText(), began);
        } else {
          errors.incrementAndGet();
        }
      } catch (RuntimeException notAnswered) {
        errors.incrementAndGet();
      }
    }
  }

  private void followUntil(long end) {
    while (System.nanoTime() < end) {
      followOnce();
    }
  }

  /** The newest confirmed orders of all, page by page, until nothing new is on a page. */
  private void followOnce() {
    String after = "";
    boolean news = true;
    while (news) {
      var page = rest.get("/orders?status=CONFIRMED&limit=100" + after).json();
      news = false;
      for (var order : page.path("data")) {
        Long began = open.remove(order.path("id").asText());
        if (began != null) {
          news = true;
          lastConfirmed = System.nanoTime();
          if (measuring) {
            confirmations.add(
                Duration.between(
                            Instant.parse(order.path("createdAt").asText()),
                            Instant.parse(order.path("updatedAt").asText()))
                        .toNanos()
                    / 1000);
          }
        }
      }
      if (!page.path("hasMore").asBoolean()) {
        return;
      }
      after = "&after=" + page.path("next").asText();
    }
  }

  private void drain() throws InterruptedException {
    long end = System.nanoTime() + DRAIN.toNanos();
    while (!open.isEmpty() && System.nanoTime() < end) {
      followAll();
    }
    if (!open.isEmpty()) {
      say("%d orders are not confirmed after %d s", open.size(), DRAIN.toSeconds());
      errors.addAndGet(open.size());
      open.clear();
    }
  }

  private void followAll() {
    for (String id : open.keySet()) {
      var order = rest.get("/orders/" + id).json();
      if (OrderFixture.isFinal(order)) {
        open.remove(id);
        lastConfirmed = System.nanoTime();
        if (measuring) {
          confirmations.add(
              Duration.between(
                          Instant.parse(order.path("createdAt").asText()),
                          Instant.parse(order.path("updatedAt").asText()))
                      .toNanos()
                  / 1000);
        }
      }
    }
  }

  private void note(Latencies latencies, long began) {
    if (measuring) {
      latencies.add((System.nanoTime() - began) / 1000);
    }
  }

  private String report(double postedIn, double confirmedIn) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("bench", "orders");
    line.put("callers", callers);
    line.put("seconds", time.toSeconds());
    line.put("acceptedPerSecond", Math.round(posts.count() / postedIn));
    line.put("confirmedPerSecond", Math.round(confirmations.count() / confirmedIn));
    line.put("postP50Ms", posts.percentile(0.50));
    line.put("postP99Ms", posts.percentile(0.99));
    line.put("confirmP50Ms", confirmations.percentile(0.50));
    line.put("confirmP99Ms", confirmations.percentile(0.99));
    line.put("errors", errors.get());
    line.put("database", System.getenv().getOrDefault("LOCKSTEP_DB", "unknown"));
    line.put(
        "durability",
        "innodb_flush_log_at_trx_commit=1, sync_binlog=1 where there is a binary log; quorum"
            + " queues with publish confirms; Kafka acks=all");
    line.put("auditOk", rest.get("/audit").json().path("ok").asBoolean());
    return line.toString();
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void say(String format, Object... arguments) {
    System.err.println("bench orders: " + String.format(format, arguments));
  }
}
