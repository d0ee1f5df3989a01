/**
 * Messages that are never lost and applied once: envelope, outbox and relay, inbox, retry, dead
 * letters; publish/subscribe and request/reply beside them. Knows no feature; uses {@code sql},
 * {@code locks} and {@code platform}.
 */
@CheckReturnValue
package io.lockstep.messaging;

import com.google.errorprone.annotations.CheckReturnValue;
