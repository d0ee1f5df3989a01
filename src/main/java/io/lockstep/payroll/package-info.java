/**
 * Employees and raises of their salaries. May use {@code sql} and {@code platform}; nobody uses it.
 */
@CheckReturnValue
package io.lockstep.payroll;

import com.google.errorprone.annotations.CheckReturnValue;
