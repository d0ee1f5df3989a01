/**
 * Stock by SKU, and the reservations of one.
 *
 * <p>Uses: console.rest, console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.stock;

import com.google.errorprone.annotations.CheckReturnValue;
