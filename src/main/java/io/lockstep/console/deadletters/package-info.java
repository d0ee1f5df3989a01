/**
 * Dead letters: what could not be applied, mended and put back into its queue.
 *
 * <p>Uses: console.rest, console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
