/**
 * Products and prices. Other modules ask {@code PriceList}. Uses {@code sql} and {@code platform}.
 */
package io.lockstep.catalog;
