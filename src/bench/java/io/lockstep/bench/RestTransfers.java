package io.lockstep.bench;

import io.lockstep.testing.Latencies;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** {@code POST /transfers} by many callers, each of which calls again as soon as it is answered. */
final class RestTransfers implements AutoCloseable {
  private static final int CREATED = 201;

  private final HttpPosts posts;
  private final int callers;

  RestTransfers(URI service, int callers) {
    this.callers = callers;
    this.posts = new HttpPosts(service, "/transfers", CREATED);
  }

  /** Calls until the time is over and the last answer is there. */
  void run(List<String> accounts, long end, Latencies made, AtomicLong errors)
      throws InterruptedException {
    CountDownLatch running = new CountDownLatch(callers);
    for (int caller = 0; caller < callers; caller++) {
      callNext(accounts, end, made, errors, running);
    }
    running.await();
  }

  private void callNext(
      List<String> accounts, long end, Latencies made, AtomicLong errors, CountDownLatch running) {
    long began = System.nanoTime();
    if (began >= end) {
      running.countDown();
      return;
    }
    posts
        .post(between(accounts))
        .onItemOrFailure()
        .invoke(
            (answer, error) -> {
              if (error == null) {
                made.add((System.nanoTime() - began) / 1000);
              } else {
                errors.incrementAndGet();
              }
            })
        .subscribe()
        .with(
            answer -> callNext(accounts, end, made, errors, running),
            error -> callNext(accounts, end, made, errors, running));
  }

  private static String between(List<String> accounts) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int from = random.nextInt(accounts.size());
    int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
    return """
        {"from":"%s","to":"%s","amount":1,"currency":"EUR"}"""
        .formatted(accounts.get(from), accounts.get(to));
  }

  @Override
  public void close() {
    posts.close();
  }
}
