/**
 * Completes the OpenAPI document while the application is built.
 *
 * <p>Uses: none.
 *
 * <p>API: none.
 *
 * <p>For http alone: CompletingOpenApi.
 */
@CheckReturnValue
package io.lockstep.http.openapi;

import com.google.errorprone.annotations.CheckReturnValue;
