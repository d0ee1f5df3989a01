/**
 * What payment providers tell by themselves: checked by its signature over the raw body, kept once,
 * and applied in any order.
 *
 * <p>Uses: http, payments, payments.protocol, payments.spi, platform, sql, sweeps.
 *
 * <p>API: none.
 */
@CheckReturnValue
package io.lockstep.payments.webhooks;

import com.google.errorprone.annotations.CheckReturnValue;
