/**
 * One page for an operator: what is open, what waits, what is dead, which servers are there; and
 * how orders flow.
 *
 * <p>Uses: http, locks.reading, messaging.backlog, operations, orders, payments.reading, sql,
 * workflow.figures.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.status;

import com.google.errorprone.annotations.CheckReturnValue;
