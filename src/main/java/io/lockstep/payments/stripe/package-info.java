/**
 * The provider {@code stripe}: PaymentIntents that are held and captured later, without the SDK.
 *
 * <p>Uses: payments.client, payments.spi.
 *
 * <p>API: none.
 *
 * @see <a href="https://docs.stripe.com/api/payment_intents">Stripe: PaymentIntents</a>
 */
@CheckReturnValue
package io.lockstep.payments.stripe;

import com.google.errorprone.annotations.CheckReturnValue;
