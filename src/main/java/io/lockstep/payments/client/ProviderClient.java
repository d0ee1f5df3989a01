package io.lockstep.payments.client;

import io.lockstep.payments.PaymentsConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls providers. Any answer is an item, whatever its status; a call that is cut off or takes
 * longer than {@code lockstep.payments.call-timeout} fails, and so does an answer above 1 MiB.
 */
@ApplicationScoped
public class ProviderClient {
  private static final int MOST_BYTES = 1 << 20;

  /** Shorter than servers keep idle connections, so that few are closed under a call. */
  private static final Duration KEPT = Duration.ofSeconds(15);

  private final HttpClient client;
  private final Duration timeout;

  ProviderClient(Vertx vertx, PaymentsConfig config) {
    this.timeout = config.callTimeout();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout((int) KEPT.toSeconds()),
            new PoolOptions().setHttp1MaxSize(config.callsAtOnce()));
  }

  /** Asks, and gives the call up where nobody waits for it any more. */
  public Uni<ProviderAnswer> send(ProviderCall call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              AtomicReference<HttpClientRequest> underWay = new AtomicReference<>();
              return UniHelper.toUni(exchange(call, underWay))
                  .onCancellation()
                  .invoke(
                      () ->
                          Optional.ofNullable(underWay.get()).ifPresent(HttpClientRequest::reset));
            });
  }

  /** All of it on one event loop, so that the answer finds who reads it. */
  private Future<ProviderAnswer> exchange(
      ProviderCall call, AtomicReference<HttpClientRequest> underWay) {
    return client
        .request(options(call))
        .compose(
            request -> {
              underWay.set(request);
              return (call.body() == null ? request.send() : request.send(call.body()))
                  .compose(response -> read(request, response));
            });
  }

  private RequestOptions options(ProviderCall call) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setAbsoluteURI(call.url())
            .setFollowRedirects(false)
            .setConnectTimeout(timeout.toMillis())
            .setIdleTimeout(timeout.toMillis());
    call.headers().forEach(options::putHeader);
    return options;
  }

  private static Future<ProviderAnswer> read(
      HttpClientRequest request, HttpClientResponse response) {
    Promise<ProviderAnswer> answer = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() <= MOST_BYTES) {
            body.appendBuffer(part);
          } else if (answer.tryFail(new UnclearAnswer("an answer above 1 MiB"))) {
            request.reset();
          }
        });
    response.exceptionHandler(answer::tryFail);
    response.endHandler(
        end -> answer.tryComplete(ProviderAnswer.of(response.statusCode(), body.getBytes())));
    return answer.future();
  }
}
