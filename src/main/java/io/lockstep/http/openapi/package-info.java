/**
 * Completes the OpenAPI document while the application is built.
 *
 * <p>Uses: http, http.openapi.examples, security.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.http.openapi;

import com.google.errorprone.annotations.CheckReturnValue;
