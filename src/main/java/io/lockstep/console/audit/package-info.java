/**
 * The checks of the audit, and the log of what people and programs have done.
 *
 * <p>Uses: console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.audit;

import com.google.errorprone.annotations.CheckReturnValue;
