/**
 * The first page: how orders flow, and what needs a person.
 *
 * <p>Uses: console.web.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.overview;

import com.google.errorprone.annotations.CheckReturnValue;
