/**
 * Sessions of the console: an API key is exchanged for a token that a browser keeps in a cookie,
 * and that is worth as much as the key for as long as both are there.
 *
 * <p>Uses: logins.keys, logins.limits, platform, security, sql, sweeps.
 *
 * <p>API: Sessions.
 */
@CheckReturnValue
package io.lockstep.logins.sessions;

import com.google.errorprone.annotations.CheckReturnValue;
