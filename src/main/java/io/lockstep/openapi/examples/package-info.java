/**
 * A request and an answer for each operation of the OpenAPI document, which succeed on the demo
 * data, and the order in which they can be sent.
 *
 * <p>Uses: none.
 *
 * <p>API: none.
 *
 * <p>For openapi alone: Examples.
 */
@CheckReturnValue
package io.lockstep.openapi.examples;

import com.google.errorprone.annotations.CheckReturnValue;
