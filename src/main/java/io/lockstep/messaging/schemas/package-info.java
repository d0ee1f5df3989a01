/**
 * The schemas of all events, and the AsyncAPI document that says where they travel.
 *
 * <p>Uses: http, messaging.
 *
 * <p>API: EventSchemas.
 */
@CheckReturnValue
package io.lockstep.messaging.schemas;

import com.google.errorprone.annotations.CheckReturnValue;
