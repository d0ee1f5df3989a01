package io.lockstep.payments.client;

import io.lockstep.payments.PaymentsConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The client of providers without the application around it. */
public final class Clients {
  private Clients() {}

  /** One that waits so long for an answer. */
  public static ProviderClient waiting(Vertx vertx, Duration timeout) {
    return new ProviderClient(
        vertx,
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(PaymentsConfig.class)
            .withDefaultValue("lockstep.payments.call-timeout", timeout.toMillis() + "ms")
            .build()
            .getConfigMapping(PaymentsConfig.class));
  }
}
