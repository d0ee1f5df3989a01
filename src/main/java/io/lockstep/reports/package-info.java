/**
 * Figures of orders over a period.
 *
 * <p>Uses: http, orders, platform, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.reports;

import com.google.errorprone.annotations.CheckReturnValue;
