/**
 * Charging and refunding orders through a {@code PaymentGateway}. Answers in the events that {@code
 * orders} owns; the built-in gateway moves money between {@code accounts}.
 */
@CheckReturnValue
package io.lockstep.payments;

import com.google.errorprone.annotations.CheckReturnValue;
