/**
 * Products and their prices. May use {@code sql} and {@code platform}; {@code orders} and {@code
 * inventory} ask {@link io.lockstep.catalog.PriceList}.
 */
@CheckReturnValue
package io.lockstep.catalog;

import com.google.errorprone.annotations.CheckReturnValue;
