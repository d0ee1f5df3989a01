package io.lockstep.payments.stripe;

import io.lockstep.payments.client.Clients;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The provider {@code stripe} without the application around it. */
final class StripeProviders {
  private StripeProviders() {}

  static StripeProvider at(
      Vertx vertx, String url, String key, Duration timeout, String... secrets) {
    return new StripeProvider(
        new Settings(Optional.of(url), Optional.of(key), Optional.of(List.of(secrets))),
        Clients.waiting(vertx, timeout));
  }

  private record Settings(
      Optional<String> url, Optional<String> key, Optional<List<String>> webhookSecrets)
      implements StripeConfig {}
}
