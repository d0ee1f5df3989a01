/**
 * The provider {@code http}: a small protocol of our own (docs/payments.md), so that a payment
 * service in any language can stand behind it.
 *
 * <p>Uses: payments.client, payments.spi.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.payments.http;

import com.google.errorprone.annotations.CheckReturnValue;
