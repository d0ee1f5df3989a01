/**
 * The built-in workflow that returns a confirmed order.
 *
 * <p>Uses: http, orders.changing, platform, sql, workflow.types.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.returns;

import com.google.errorprone.annotations.CheckReturnValue;
