package io.lockstep.payments;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of payments. */
@ConfigMapping(prefix = "lockstep.payments")
public interface PaymentsConfig {
  /** After how long a refund that was refused is tried again; doubles with each time. */
  @WithDefault("2s")
  Duration refundRetry();

  /** The longest that this grows to. */
  @WithDefault("30s")
  Duration refundRetryMax();

  /** How often refunds are looked for that are due. */
  @WithDefault("2s")
  Duration sweepEvery();

  /** Most refunds that one sweep takes into one transaction. */
  @WithDefault("100")
  int sweepBatch();
}
