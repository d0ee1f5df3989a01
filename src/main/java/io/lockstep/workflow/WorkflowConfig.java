package io.lockstep.workflow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of workflows. */
@ConfigMapping(prefix = "lockstep.workflow")
interface WorkflowConfig {
  /**
   * How long a worker may take for a step that says nothing of its own, before it is asked again.
   */
  @WithDefault("5m")
  Duration stepTimeout();

  /** How often steps that take too long are looked for. */
  @WithDefault("2s")
  Duration sweepEvery();

  /** How many of them are looked after in one transaction. */
  @WithDefault("100")
  int sweepBatch();
}
