/**
 * What every resource needs of HTTP: answers, problems, pages, preconditions, event streams.
 *
 * <p>Uses: none.
 *
 * <p>API: Accepted, Answer, Conditional, ContentNegotiation, EventStreams, Page, PageWalk,
 * Preconditions, Problem, ProblemType, Refuses, StreamEnd, StreamLogins, TraceParent.
 *
 * <p>For http alone: HttpConfig.
 */
@CheckReturnValue
package io.lockstep.http;

import com.google.errorprone.annotations.CheckReturnValue;
