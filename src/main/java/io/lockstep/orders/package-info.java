/**
 * Taking, paying, confirming and cancelling an order; owns the events that payments and inventory
 * answer with. Uses {@code catalog} for prices, {@code users} for who may order, {@code messaging},
 * {@code sql} and {@code platform}.
 */
@CheckReturnValue
package io.lockstep.orders;

import com.google.errorprone.annotations.CheckReturnValue;
