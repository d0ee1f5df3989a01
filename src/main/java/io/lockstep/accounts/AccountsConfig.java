package io.lockstep.accounts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of accounts. */
@ConfigMapping(prefix = "lockstep.accounts")
interface AccountsConfig {
  /** The currency of accounts that are opened for users, and of a system account unless asked. */
  @WithDefault("EUR")
  String defaultCurrency();
}
