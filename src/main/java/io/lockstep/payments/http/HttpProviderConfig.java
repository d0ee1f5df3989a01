package io.lockstep.payments.http;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings of the provider {@code http}. */
@ConfigMapping(prefix = HttpProviderConfig.PREFIX)
interface HttpProviderConfig {
  String PREFIX = "lockstep.payments.http";

  /** Where the payment service is; {@code /payments/...} comes after it. */
  Optional<String> url();

  /** What it is shown as a bearer token. A secret. */
  Optional<String> key();

  /** What its webhooks are signed with; several hold at once, while one is changed. Secrets. */
  Optional<List<String>> webhookSecrets();
}
