/**
 * Everything that happened to an order, collected from all modules that had a part in it.
 *
 * <p>Uses: http, orders, platform, sql, timeline.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.orders.timeline;

import com.google.errorprone.annotations.CheckReturnValue;
