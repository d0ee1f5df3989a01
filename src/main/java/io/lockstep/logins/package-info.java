/**
 * Finds out who makes a request, by a token of the OpenID Connect provider or an API key, and
 * refuses what they may not do.
 *
 * <p>Uses: auditlog, http, http.problems, logins.keys, logins.sessions, security, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.logins;

import com.google.errorprone.annotations.CheckReturnValue;
