/**
 * What a payment provider has to do, without a word of databases: implement {@code PaymentProvider}
 * as a bean and choose it with {@code lockstep.payments.provider}.
 *
 * <p>Uses: none.
 *
 * <p>API: Notification, PaymentProvider, PaymentRequest, ProviderPayment, ProviderRefused,
 * WebhookRefused, WebhookRequest, WebhookSignature.
 */
@CheckReturnValue
package io.lockstep.payments.spi;

import com.google.errorprone.annotations.CheckReturnValue;
