/**
 * Workflows: states, changes, retries; each change is a message that is applied once.
 *
 * <p>Uses: http, http.json, idempotency, messaging.consumer, messaging.outbox, platform, sql,
 * sql.tables, sweeps, workflow.messages, workflow.model, workflow.types.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.workflow;

import com.google.errorprone.annotations.CheckReturnValue;
