/**
 * The page where an API key is exchanged for a session.
 *
 * <p>Uses: console.web, logins.sessions.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.console.login;

import com.google.errorprone.annotations.CheckReturnValue;
