/**
 * Stock, receipts, reservations with expiry, and the ways to guard a stock row; answers orders in
 * the events that {@code orders} owns. Uses {@code catalog} for which SKUs exist, {@code orders},
 * {@code messaging}, {@code locks}, {@code sql} and {@code platform}.
 */
@CheckReturnValue
package io.lockstep.inventory;

import com.google.errorprone.annotations.CheckReturnValue;
