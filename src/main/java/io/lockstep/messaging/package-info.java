/**
 * Settings of all messaging, and its AsyncAPI document.
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
