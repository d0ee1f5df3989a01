package io.lockstep.console.rest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A second way to the REST interface, for this process alone: on loopback, on a port that the
 * system chooses, and without TLS, whatever the first one has. Whoever does not know the secret of
 * this process is not answered, so that nobody gets around client certificates here.
 */
@ApplicationScoped
class OwnServer {
  static final String SECRET_HEADER = "X-Lockstep-Console";
  static final String HOST = "127.0.0.1";

  private static final int SECRET_BYTES = 32;
  private static final int NOT_FOUND = 404;

  private final Vertx vertx;
  private final String secret = newSecret();
  private volatile HttpServer server;
  private volatile Uni<Integer> port;

  OwnServer(Vertx vertx) {
    this.vertx = vertx;
  }

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  void start(@Observes StartupEvent event) {
    HttpServerOptions options = new HttpServerOptions().setHost(HOST).setPort(0);
    server = vertx.createHttpServer(options).requestHandler(this::handle);
    Future<HttpServer> listen = server.listen();
    port =
        Uni.createFrom()
            .completionStage(listen.toCompletionStage())
            .map(HttpServer::actualPort)
            .memoize()
            .indefinitely();
  }

  private void handle(HttpServerRequest request) {
    if (secret.equals(request.getHeader(SECRET_HEADER))) {
      request.headers().remove(SECRET_HEADER);
      VertxHttpRecorder.getRootHandler().handle(request);
    } else {
      request.response().setStatusCode(NOT_FOUND).end();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }

  String secret() {
    return secret;
  }

  /** Where it listens; fails where it cannot. */
  Uni<Integer> port() {
    return port;
  }
}
