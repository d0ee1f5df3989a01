package io.lockstep.http.requests;

import io.lockstep.http.HttpConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Asks callers for certificates if that is configured. The framework's own setting is fixed when
 * the service is built.
 */
@ApplicationScoped
class ClientCertificates implements HttpServerOptionsCustomizer {
  private final HttpConfig config;

  ClientCertificates(HttpConfig config) {
    this.config = config;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setClientAuth(config.clientCertificates());
  }
}
