package io.lockstep.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * An HTTP server that gives the answers that it was told, in their order, and keeps what it was
 * asked.
 */
public final class RecordedServer implements AutoCloseable {
  private final Queue<Consumer<HttpServerRequest>> answers = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private RecordedServer(Vertx vertx) {
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> serve(request, body.toString())))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  public static RecordedServer start(Vertx vertx) {
    return new RecordedServer(vertx);
  }

  private void serve(HttpServerRequest request, String body) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(headers::put);
    asked.add(new Asked(request.method().name(), request.uri(), headers, body));
    Consumer<HttpServerRequest> answer = answers.poll();
    if (answer == null) {
      request.response().setStatusCode(599).end("nothing is recorded for this");
    } else {
      answer.accept(request);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Answers the next request with JSON. */
  public RecordedServer answers(int status, String json) {
    return answers(status, "application/json", json);
  }

  /** Answers the next request so. */
  public RecordedServer answers(int status, String type, String body) {
    return does(
        request ->
            request.response().setStatusCode(status).putHeader("Content-Type", type).end(body));
  }

  /** Sends the next request elsewhere. */
  public RecordedServer redirects(int status, String location) {
    return does(
        request -> request.response().setStatusCode(status).putHeader("Location", location).end());
  }

  /** Closes the connection instead of an answer to the next request. */
  public RecordedServer hangsUp() {
    return does(request -> request.connection().close());
  }

  /** Closes the connection in the middle of the answer to the next request. */
  public RecordedServer hangsUpWithin(String begin) {
    return does(
        request -> {
          request.response().setChunked(true).write(begin);
          request.connection().close();
        });
  }

  /** Never answers the next request. */
  public RecordedServer isSilent() {
    return does(request -> {});
  }

  private RecordedServer does(Consumer<HttpServerRequest> answer) {
    answers.add(answer);
    return this;
  }

  /** What it was asked so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** What it was asked, once. */
  public Asked onlyAsked() {
    if (asked.size() != 1) {
      throw new AssertionError("it was asked " + asked);
    }
    return asked.get(0);
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  /** One request. */
  public record Asked(String method, String uri, Map<String, String> headers, String body) {}
}
