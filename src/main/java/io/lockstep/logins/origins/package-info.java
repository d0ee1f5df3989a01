/**
 * Refuses what web pages of other origins have a browser send: to the open service, and where the
 * configuration of CORS does not name them.
 *
 * <p>Uses: http, http.problems, security.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.logins.origins;

import com.google.errorprone.annotations.CheckReturnValue;
