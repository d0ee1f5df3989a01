/**
 * The pages for people: what this is and where to go, and what each type of problem means.
 *
 * <p>Uses: http.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.http.pages;

import com.google.errorprone.annotations.CheckReturnValue;
