/**
 * What a payment provider has to do, without a word of databases: implement {@code PaymentProvider}
 * as a bean and choose it with {@code lockstep.payments.provider}.
 *
 * <p>Uses: nothing.
 *
 * <p>API: all of it.
 */
@CheckReturnValue
package io.lockstep.payments.spi;

import com.google.errorprone.annotations.CheckReturnValue;
