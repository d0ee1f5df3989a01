package io.lockstep.payments;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of payments. */
@ConfigMapping(prefix = "lockstep.payments")
public interface PaymentsConfig {
  /** Who moves the money of new orders: {@code ledger}, {@code stripe}, {@code http}, or a bean. */
  @WithDefault("ledger")
  String provider();

  /** After how long a refund that was refused is tried again; doubles with each time. */
  @WithDefault("2s")
  Duration refundRetry();

  /** The longest that this grows to. */
  @WithDefault("30s")
  Duration refundRetryMax();

  /** How often refunds and steps are looked for that are due. */
  @WithDefault("2s")
  Duration sweepEvery();

  /** Most refunds that one sweep takes into one transaction. */
  @WithDefault("100")
  int sweepBatch();

  /** How long one call to a provider may take before its outcome is unknown. */
  @WithDefault("10s")
  Duration callTimeout();

  /** Most calls to a provider that one instance has under way at once. */
  @WithDefault("64")
  int callsAtOnce();

  /** After how long a provider is asked again that did not answer; doubles with each time. */
  @WithDefault("1s")
  Duration callRetry();

  /** The longest that this grows to. */
  @WithDefault("1m")
  Duration callRetryMax();

  /** How long a provider is left alone after half of its last calls have failed. */
  @WithDefault("5s")
  Duration restAfterFailures();

  /** How often our payments are compared with the provider's. */
  @WithDefault("15m")
  Duration reconcileEvery();

  /** How far back this looks. */
  @WithDefault("24h")
  Duration reconcileWindow();

  /** How long it is kept which notifications of providers were received. */
  @WithDefault("30d")
  Duration notificationRetention();
}
