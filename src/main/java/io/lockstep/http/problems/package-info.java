/**
 * The one mapper from exceptions to problems, for everything that is refused inside or outside of a
 * resource.
 *
 * <p>Uses: http, http.json, sql.
 *
 * <p>API: Admission, HttpProblems, OnContext, UnroutedRequests.
 */
@CheckReturnValue
package io.lockstep.http.problems;

import com.google.errorprone.annotations.CheckReturnValue;
