/**
 * Analyses of what has happened. Reads the tables of {@code orders}; may use {@code orders}, {@code
 * sql} and {@code platform}; nobody uses it.
 */
@CheckReturnValue
package io.lockstep.reports;

import com.google.errorprone.annotations.CheckReturnValue;
