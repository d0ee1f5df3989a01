package io.lockstep.auditlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the audit log. */
@ConfigMapping(prefix = "lockstep.audit-log")
interface AuditLogConfig {
  /** Most refused acts of one shopper that an instance records in a minute. */
  @WithDefault("30")
  int refusalsOfShopper();
}
