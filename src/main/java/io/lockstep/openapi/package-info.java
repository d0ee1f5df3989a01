/**
 * Completes the OpenAPI document while the application is built.
 *
 * <p>Uses: http, openapi.examples, security.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.openapi;

import com.google.errorprone.annotations.CheckReturnValue;
