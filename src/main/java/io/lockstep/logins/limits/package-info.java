/**
 * How many requests each caller may send: token buckets that the instances share through Redis.
 *
 * <p>Uses: http, http.problems, security.
 *
 * <p>API: none.
 *
 * <p>For logins alone: LoginAttempts.
 */
@CheckReturnValue
package io.lockstep.logins.limits;

import com.google.errorprone.annotations.CheckReturnValue;
