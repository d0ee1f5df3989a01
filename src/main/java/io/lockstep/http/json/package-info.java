/**
 * Strict reading of JSON: no duplicate member, no ill-formed text, no unknown member, numbers and
 * texts as they were.
 *
 * <p>Uses: http.
 *
 * <p>API: JsonText, WellFormed.
 */
@CheckReturnValue
package io.lockstep.http.json;

import com.google.errorprone.annotations.CheckReturnValue;
