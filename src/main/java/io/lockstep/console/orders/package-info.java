/**
 * Orders: the list, and one order with all that has happened to it.
 *
 * <p>Uses: console.rest, console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.orders;

import com.google.errorprone.annotations.CheckReturnValue;
