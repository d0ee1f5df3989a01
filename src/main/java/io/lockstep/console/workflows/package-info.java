/**
 * Workflows, their types, and the step that each is in.
 *
 * <p>Uses: console.rest, console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.workflows;

import com.google.errorprone.annotations.CheckReturnValue;
