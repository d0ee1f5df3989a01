/**
 * The return of a confirmed order, as a workflow: somebody authorises it, the goods come in, stock
 * and money go back. Uses {@code workflow}, {@code orders}, {@code sql} and {@code platform}.
 */
@CheckReturnValue
package io.lockstep.returns;

import com.google.errorprone.annotations.CheckReturnValue;
