/**
 * How many workflows there are, for those who look after them.
 *
 * <p>Uses: sql.
 *
 * <p>API: WorkflowFigures.
 */
@CheckReturnValue
package io.lockstep.workflow.figures;

import com.google.errorprone.annotations.CheckReturnValue;
