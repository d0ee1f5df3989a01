/**
 * Payments, those first that wait for something.
 *
 * <p>Uses: console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.payments;

import com.google.errorprone.annotations.CheckReturnValue;
