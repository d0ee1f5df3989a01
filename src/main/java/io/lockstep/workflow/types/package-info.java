/**
 * Workflow types and the order of their steps, defined over REST or brought along by a module.
 *
 * <p>Uses: auditlog, http, platform, sql, sql.tables.
 *
 * <p>API: BuiltInWorkflow.
 *
 * <p>For workflow alone: BuiltInWorkflows, Step, StepOrder, StepOutOfTurn, WorkflowType,
 * WorkflowTypes.
 */
@CheckReturnValue
package io.lockstep.workflow.types;

import com.google.errorprone.annotations.CheckReturnValue;
