package io.lockstep.orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the order flow. */
@ConfigMapping(prefix = "lockstep.orders")
public interface OrdersConfig {
  /** How long an order waits for an answer before its command is sent again; doubles each time. */
  @WithDefault("60s")
  Duration answerTimeout();

  /** How often the command is sent again before the order is given up. */
  @WithDefault("4")
  int maxRetries();

  /** How often the sweeper looks. */
  @WithDefault("5s")
  Duration sweepEvery();

  /** Most orders that one sweep takes into one transaction. */
  @WithDefault("100")
  int sweepBatch();

  /** How often a watched order is looked at, in case another instance changed it. */
  @WithDefault("250ms")
  Duration watchPoll();

  /** How often the reader of an order's events is told that nothing has come. */
  @WithDefault("15s")
  Duration heartbeat();
}
