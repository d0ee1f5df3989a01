/**
 * The messages of workflows and the tasks of their workers.
 *
 * <p>Uses: http.json, messaging.brokers, messaging.consumer, messaging.outbox, messaging.schemas,
 * platform.
 *
 * <p>API: none.
 *
 * <p>For workflow alone: Task, WorkflowMessage, WorkflowMessages.
 */
@CheckReturnValue
package io.lockstep.workflow.messages;

import com.google.errorprone.annotations.CheckReturnValue;
