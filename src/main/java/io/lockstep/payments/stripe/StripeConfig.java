package io.lockstep.payments.stripe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Settings of the provider {@code stripe}. */
@ConfigMapping(prefix = StripeConfig.PREFIX)
interface StripeConfig {
  String PREFIX = "lockstep.payments.stripe";

  /** Where Stripe is. */
  @WithDefault("https://api.stripe.com")
  Optional<String> url();

  /** The secret or restricted key: {@code sk_...}, {@code rk_...}. A secret. */
  Optional<String> key();

  /** The secrets of its webhooks; several hold at once, while one is rolled. */
  Optional<List<String>> webhookSecrets();
}
