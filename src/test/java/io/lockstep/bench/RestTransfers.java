package io.lockstep.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** {@code POST /transfers} by many callers, each with a connection of its own. */
final class RestTransfers implements AutoCloseable {
  private static final int CREATED = 201;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final int callers;

  RestTransfers(URI service, int callers) {
    this.callers = callers;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(service.getHost())
                .setDefaultPort(service.getPort())
                .setMaxPoolSize(callers));
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
    client
        .request(HttpMethod.POST, "/transfers")
        .compose(request -> send(request, accounts))
        .onComplete(
            answer -> {
              if (answer.succeeded() && answer.result() == CREATED) {
                made.add((System.nanoTime() - began) / 1000);
              } else {
                errors.incrementAndGet();
              }
              callNext(accounts, end, made, errors, running);
            });
  }

  private static io.vertx.core.Future<Integer> send(
      HttpClientRequest request, List<String> accounts) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int from = random.nextInt(accounts.size());
    int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
    request.putHeader("Content-Type", "application/json");
    return request
        .send(
            """
            {"from":"%s","to":"%s","amount":1,"currency":"EUR"}"""
                .formatted(accounts.get(from), accounts.get(to)))
        .compose(response -> response.body().map(body -> response.statusCode()));
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}
