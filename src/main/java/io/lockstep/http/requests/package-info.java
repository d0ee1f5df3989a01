/**
 * What happens to every request before and beside its resource: unknown parameters, preconditions
 * nobody evaluates, traces, metrics by path template, draining.
 *
 * <p>Uses: http, http.problems, sql.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.http.requests;

import com.google.errorprone.annotations.CheckReturnValue;
