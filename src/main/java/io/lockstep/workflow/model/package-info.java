/**
 * A workflow and its phases: what each act changes, decided without a server.
 *
 * <p>Uses: http, http.json, workflow.messages, workflow.types.
 *
 * <p>API: none.
 *
 * <p>For workflow alone: PhaseColumns, Workflow, WorkflowChange, WorkflowHistoryEntry,
 * WorkflowStatus.
 */
@CheckReturnValue
package io.lockstep.workflow.model;

import com.google.errorprone.annotations.CheckReturnValue;
