/**
 * Settings of all messaging.
 *
 * <p>Uses: none.
 *
 * <p>API: none.
 *
 * <p>For messaging alone: Backoff, MessagingConfig.
 */
@CheckReturnValue
package io.lockstep.messaging;

import com.google.errorprone.annotations.CheckReturnValue;
