package io.lockstep.bench;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/** Posts JSON to one path of the service; no call holds a thread. */
final class HttpPosts implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 512;

  private final Vertx vertx = Vertx.vertx();

  /** One thread for all, so that calls need not change the thread to share the connections. */
  private final Context context = vertx.getOrCreateContext();

  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(MOST_CONNECTIONS));
  private final RequestOptions options;
  private final int expected;

  /**
   * @param expected the status of an answer that is no error
   */
  HttpPosts(URI service, String path, int expected) {
    this(service, path, expected, Login.ofEnvironment());
  }

  HttpPosts(URI service, String path, int expected, Login login) {
    this.options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(service.getHost())
            .setPort(service.getPort())
            .setURI(path)
            .putHeader("Content-Type", "application/json");
    login.headers().forEach(options::putHeader);
    this.expected = expected;
  }

  /** The answer's body. */
  Uni<Buffer> post(String body) {
    return Uni.createFrom()
        .emitter(
            caller ->
                context.runOnContext(
                    now ->
                        client
                            .request(options)
                            .compose(request -> send(request, body))
                            .onSuccess(caller::complete)
                            .onFailure(caller::fail)));
  }

  private Future<Buffer> send(HttpClientRequest request, String body) {
    return request
        .send(body)
        .compose(
            response ->
                response.statusCode() == expected
                    ? response.body()
                    : Future.failedFuture("status " + response.statusCode()));
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}
